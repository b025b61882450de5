size_t lonely_count(void);
