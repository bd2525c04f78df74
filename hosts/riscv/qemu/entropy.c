/*
 * Entropy from the host: QEMU's virtio-rng, polled (Virtual I/O Device Version 1.1: 4.2 MMIO, 2.6 split virtqueues, 5.4
 * entropy device). The queue has one place.
 */
#include "../../bare-metal/board.h"
#include "virt.h"

#define DEVICE(offset) VIRT_REGISTER(VIRT_VIRTIO + (offset))

/* Registers: 4.2.2. */
enum {
	magic = 0x000,
	version = 0x004,
	device_id = 0x008,
	driver_features = 0x020,
	driver_features_select = 0x024,
	queue_select = 0x030,
	queue_size = 0x038,
	queue_ready = 0x044,
	queue_notify = 0x050,
	device_status = 0x070,
	queue_descriptors = 0x080,
	queue_available = 0x090,
	queue_used = 0x0a0,
};
enum { is_virtio = 0x74726976, is_modern = 2, is_entropy = 4 };
enum { status_acknowledge = 1, status_driver = 2, status_driver_ok = 4, status_features_ok = 8 };
enum { feature_version_1 = 1 }; /* bit 32: bit 0 of the second word */
enum { descriptor_write = 2 };

/* 2.6.5, 2.6.6, 2.6.8 */
static struct {
	uint32_t address, address_high, length;
	uint16_t flags, next;
} descriptor __attribute__((aligned(16)));
static volatile struct { uint16_t flags, index, ring[1]; } available;
static volatile struct {
	uint16_t flags, index;
	struct {
		uint32_t id, length;
	} ring[1];
} used __attribute__((aligned(4)));

static void barrier(void) {
	__asm__ volatile("fence" ::: "memory");
}

static void set_address(uint32_t at, const volatile void *address) {
	DEVICE(at) = (uintptr_t)address;
	DEVICE(at + 4) = 0;
}

/* 3.1.1: the order of steps is prescribed. */
static bool start(void) {
	if (DEVICE(magic) != is_virtio || DEVICE(version) != is_modern || DEVICE(device_id) != is_entropy)
		return false;
	DEVICE(device_status) = 0;
	uint32_t status = status_acknowledge | status_driver;
	DEVICE(device_status) = status;
	DEVICE(driver_features_select) = 0;
	DEVICE(driver_features) = 0;
	DEVICE(driver_features_select) = 1;
	DEVICE(driver_features) = feature_version_1;
	DEVICE(device_status) = status |= status_features_ok;
	if (!(DEVICE(device_status) & status_features_ok))
		return false;
	DEVICE(queue_select) = 0;
	DEVICE(queue_size) = 1;
	set_address(queue_descriptors, &descriptor);
	set_address(queue_available, &available);
	set_address(queue_used, &used);
	DEVICE(queue_ready) = 1;
	DEVICE(device_status) = status | status_driver_ok;
	return true;
}

/* @return how many bytes came, at least one; 0: the device does not keep to its rules */
static uint32_t get(uint8_t *buffer, size_t length) {
	descriptor.address = (uintptr_t)buffer;
	descriptor.length = length;
	descriptor.flags = descriptor_write;
	available.ring[0] = 0;
	barrier();
	available.index++;
	barrier();
	DEVICE(queue_notify) = 0;
	while (used.index != available.index)
		barrier();
	uint32_t came = used.ring[0].length;
	return came <= length ? came : 0;
}

bool board_entropy(void *buffer, size_t length) {
	static bool started;
	if (!started && !start())
		return false;
	started = true;
	for (uint8_t *to = buffer; length > 0;) {
		uint32_t came = get(to, length);
		if (came == 0)
			return false;
		to += came;
		length -= came;
	}
	return true;
}
