#include <zlib.h>

// What Swift cannot call: a macro that brings the version and size along.

static inline int reckon_inflate_init(z_stream *stream, int windowBits) { return inflateInit2(stream, windowBits); }
