# What firmware takes of lwIP and mbedTLS, below build/vendor, and how it is compiled. To be included by whoever builds images:
#     $(network_lwip), $(network_mbedtls)   sources
#     $(network_O2), $(network_O3)          those of them that are worth speed, although the rest is compiled with -Os
#     $(network_defines)                    for all that includes a header of theirs
#     $(network_includes)                   the same, from the root of the checkout; $(vendor) is build/vendor

network_lwip := $(addprefix lwip/src/core/,def.c inet_chksum.c init.c ip.c mem.c memp.c netif.c pbuf.c tcp.c tcp_in.c tcp_out.c \
	timeouts.c udp.c $(addprefix ipv4/,icmp.c ip4.c ip4_addr.c))

# TLS, certificates, PSA (which TLS 1.3 is built on), primitives. The other files of the library would come out empty.
network_mbedtls := $(patsubst %,mbedtls/library/%.c, \
	ssl_ciphersuites ssl_client ssl_msg ssl_tls ssl_tls12_client ssl_tls13_client ssl_tls13_generic ssl_tls13_keys \
	x509 x509_crt asn1parse asn1write base64 oid pem pk pk_ecc pk_wrap pkparse pkwrite \
	psa_crypto psa_crypto_aead psa_crypto_cipher psa_crypto_client psa_crypto_driver_wrappers_no_static psa_crypto_ecp \
	psa_crypto_hash psa_crypto_mac psa_crypto_random psa_crypto_rsa psa_crypto_slot_management psa_util \
	bignum bignum_core ecdh ecdsa ecp ecp_curves rsa rsa_alt_helpers \
	aes block_cipher chacha20 chachapoly cipher cipher_wrap constant_time ctr_drbg entropy gcm hkdf hmac_drbg md platform \
	platform_util poly1305 sha1 sha256 sha512)

# Where the time goes: curves in a handshake, ciphers in bulk (docs/memory.md has the numbers).
network_O2 := $(patsubst %,mbedtls/library/%.c,ecp aes gcm chacha20 poly1305 sha256)
network_O3 := $(patsubst %,mbedtls/library/%.c,bignum bignum_core ecp_curves)

network_defines := -DMBEDTLS_CONFIG_FILE='<mbedtls_config.h>'
network_includes := -Ihosts/bare-metal/config -Imodules/secure-sockets/core/config \
	$(addprefix -isystem $(vendor)/,lwip/src/include mbedtls/include mbedtls/library)
