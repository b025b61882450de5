printf("%s", getenv("NO_COLOR"));
