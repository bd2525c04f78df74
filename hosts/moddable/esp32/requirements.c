/*
 * Says at compile time which of ../esp32/sdkconfig/sdkconfig.defaults is missing: an application or a board of the SDK that has
 * an sdkconfig.defaults of its own takes the place of ours.
 */
#include "lwip/opt.h"
#include "mbedtls/build_info.h"

#if !defined(MBEDTLS_HAVE_TIME_DATE)
#error "CONFIG_MBEDTLS_HAVE_TIME_DATE=y is missing: the dates of certificates would not be verified"
#endif
#if defined(MBEDTLS_SSL_CLI_ALLOW_WEAK_CERTIFICATE_VERIFICATION_WITHOUT_HOSTNAME)
#error "CONFIG_MBEDTLS_ALLOW_WEAK_CERTIFICATE_VERIFICATION must not be set"
#endif
#if !defined(MBEDTLS_SSL_PROTO_TLS1_2) || !defined(MBEDTLS_SSL_PROTO_TLS1_3)
#error "CONFIG_MBEDTLS_SSL_PROTO_TLS1_3=y is missing, or TLS 1.2 was turned off"
#endif
#if !defined(MBEDTLS_SSL_KEEP_PEER_CERTIFICATE)
#error "CONFIG_MBEDTLS_SSL_KEEP_PEER_CERTIFICATE=y is missing: TLS 1.3 and socket.info need it"
#endif
#if defined(MBEDTLS_SSL_RENEGOTIATION)
#error "CONFIG_MBEDTLS_SSL_RENEGOTIATION=n is missing"
#endif
#if !defined(MBEDTLS_SSL_VARIABLE_BUFFER_LENGTH) || !defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
#error \
	"CONFIG_MBEDTLS_SSL_VARIABLE_BUFFER_LENGTH=y is missing: each connection would hold the largest record there can be"
#endif
#if !defined(MBEDTLS_SSL_SESSION_TICKETS) || !defined(MBEDTLS_SSL_ALPN) || !defined(MBEDTLS_SSL_SERVER_NAME_INDICATION)
#error "session tickets, ALPN or server name indication was turned off"
#endif
#if !defined(MBEDTLS_KEY_EXCHANGE_ECDHE_PSK_ENABLED) || !defined(MBEDTLS_KEY_EXCHANGE_PSK_ENABLED)
#error "CONFIG_MBEDTLS_PSK_MODES=y and CONFIG_MBEDTLS_KEY_EXCHANGE_PSK=y are missing"
#endif
#if MBEDTLS_SSL_IN_CONTENT_LEN < 16384
#error "CONFIG_MBEDTLS_SSL_IN_CONTENT_LEN must be 16384: servers send records of that size (RFC 8446, 5.1)"
#endif
#if !LWIP_TCP_KEEPALIVE
#error "lwIP was built without keep-alive"
#endif

typedef int esp32_requirements_are_met;
