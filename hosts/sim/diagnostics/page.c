/*
 * The page of --report, as data; put together by the build from the files in page/.
 */
extern const char sim_report_page[], sim_report_page_end[];

__asm__(".section .rodata\n"
		".global sim_report_page, sim_report_page_end\n"
		"sim_report_page:\n"
		".incbin \"" SIM_REPORT_PAGE "\"\n"
		"sim_report_page_end:\n"
		".byte 0\n"
		".previous\n");
