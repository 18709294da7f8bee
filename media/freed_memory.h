#pragma once
// How the worker's allocator treats what was freed. Call once, before threads.

namespace cityaudit::media {

/// Keeps up to 64 MB of it: a picture given back to the kernel comes again page by page, zeroed once more, with every photo. Where
/// the C library is not glibc nothing changes.
void keep_freed_memory();

}  // namespace cityaudit::media
