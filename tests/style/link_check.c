/*
 * The program that a room is linked whole into (cmake/rooms.cmake, link_check): that it exists is the check.
 */
int main(void)
{
    return 0;
}
