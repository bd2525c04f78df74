/*
 * A hostile server: the unit tests' peer, mbedTLS's own server, whose handshake messages are altered before it hashes,
 * signs and encrypts them. So all its keys and its Finished are good, as those of somebody who means to attack would be.
 */
#ifndef FUZZ_HOSTILE_H
#define FUZZ_HOSTILE_H

#include "fuzz.h"
#include "peer.h"

/** Reads from the input which messages are to be altered, and how. Before the server begins; anew for each. */
void hostile_read(struct input *input);

/** As peer_work(), altering. */
bool hostile_work(struct peer *peer);

/** Writes a record of any type and content, encrypted when the server has keys. @return whether it could. */
bool hostile_write(struct peer *peer, uint8_t type, const uint8_t *bytes, size_t length);

/**
 * @return the application data that servers have encrypted since hostile_read(): nothing else may reach an application.
 * @param length receives how many bytes.
 */
const uint8_t *hostile_data(size_t *length);

#endif
