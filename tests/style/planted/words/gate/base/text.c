/* malloc(1) in a comment,
 * free(2) too */
const char *name = "exit(3)"; // getenv("A")
char quote = '"'; void *block = malloc(4); /* then */ free(block);
int value = options->time (5) + options.exit(6);
double time = 7;
