#include "media/freed_memory.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace cityaudit::media {

void keep_freed_memory() {
#ifdef __GLIBC__
  // Larger pieces than 32 MB go back at once: glibc knows no more.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

}  // namespace cityaudit::media
