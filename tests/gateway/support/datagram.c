/*
 * Datagrams for tests, see datagram.h. The other end of the line is the gateway's own code.
 */
#include "datagram.h"
#include "../../../hosts/bare-metal/slip.h"
#include "../../../hosts/gateway/packet.h"
#include "scripted_board.h"
#include "tap.h"

size_t make_datagram(
	uint8_t *out, uint8_t from, uint16_t from_port, uint8_t to, uint16_t to_port, const void *data, size_t length) {
	const struct packet asked = {
		.source = 0x0a000200u | to,
		.destination = 0x0a000200u | from,
		.source_port = to_port,
		.destination_port = from_port,
	};
	return packet_make_reply(&asked, data, length, out);
}

void put_on_line(const uint8_t *bytes, size_t length) {
	uint8_t line[SLIP_LONGEST(4096)];
	struct slip_encoder encoder = {0};
	struct slip_step step = slip_encode(&encoder, bytes, length, true, line, sizeof(line));
	check_equal(step.event, SLIP_PACKET);
	script_serial_input(line, step.made);
}

size_t take_from_line(uint8_t *bytes, size_t most) {
	static struct slip_decoder decoder;
	static size_t start;
	struct slip_step step = slip_decode(&decoder, script_output + start, script_output_length - start, bytes, most);
	start += step.taken;
	return step.event == SLIP_PACKET ? step.made : 0;
}
