fprintf(stderr, "x");
printf("x");
my_printf("x");
seconds = time(0);
if (bad) exit(1);
