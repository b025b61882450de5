// café
int d;
