void upper_room_call(void);
void lower_room_work(void);

void lower_room_work(void)
{
    upper_room_call();
}
