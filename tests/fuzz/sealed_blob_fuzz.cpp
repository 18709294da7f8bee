// A blob file of format 2 as a disk or a thief may leave it, and a key file as a person may. The first byte chooses: 'f' the rest is the
// file; 'p' the rest patches a good file, three bytes each (where, low and high; what); else the rest is a key file.
// Whatever is read must be what was stored, or nothing.
#include "store/disk/sealed_chunks.h"

#include <sys/mman.h>
#include <unistd.h>
#include <cstdlib>
#include <string>

using namespace cityaudit;
using namespace cityaudit::store;

namespace {

const std::string text = "A photo of a broken pavement, 64 bytes and a little more, in all.";

/// A good blob and the keys it is under.
struct Stored {
  KeyRing ring = KeyRing::parse(DataKey::make({0}).line()).value();
  Sha256 name = sha256(bytes_of(text));
  std::string path;
  int descriptor = ::memfd_create("blob", MFD_CLOEXEC);
  std::string good;

  Stored() {
    if (descriptor < 0) std::abort();
    path = "/proc/self/fd/" + std::to_string(descriptor);
    File file = File::open_to_change(path, false).value();
    const SecretKey key = SecretKey::random();
    file.write(make_header(key, ring)).value();
    SealedWriter writer(file, key);
    writer.write(bytes_of(text)).value();
    writer.finish(name).value();
    good.resize(static_cast<std::size_t>(file.bytes().value()));
    file.read(0, {reinterpret_cast<unsigned char*>(good.data()), good.size()}).value();
  }
  void put(std::string_view bytes) const {
    if (::ftruncate(descriptor, 0) != 0) std::abort();
    if (::pwrite(descriptor, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) std::abort();
  }
};

void read_all_of_it(const Stored& stored) {
  const auto reader = SealedReader::open(File::open(stored.path).value(), stored.name, &stored.ring);
  if (!reader) return;
  std::string out(text.size() + 10, '\0');
  const auto got = (*reader)->read(0, {reinterpret_cast<unsigned char*>(out.data()), out.size()});
  if (!got) return;
  out.resize(*got);
  if (out != text) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Stored stored;
  if (size == 0 || size > 200'000) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'f') {
    stored.put(rest);
    read_all_of_it(stored);
  } else if (data[0] == 'p') {
    std::string patched = stored.good;
    for (std::size_t i = 0; i + 3 <= rest.size(); i += 3) {
      const auto at = static_cast<unsigned char>(rest[i]) | static_cast<unsigned char>(rest[i + 1]) << 8;
      patched[static_cast<std::size_t>(at) % patched.size()] ^= rest[i + 2];
    }
    stored.put(patched);
    read_all_of_it(stored);
  } else if (const auto ring = KeyRing::parse(rest)) {
    // What was read can be written, and is the same then.
    std::string lines;
    for (const DataKey& key : ring->keys()) lines += key.line() + '\n';
    const auto again = KeyRing::parse(lines);
    if (!again || again->keys().size() != ring->keys().size() || again->current().key.value != ring->current().key.value) std::abort();
  }
  return 0;
}
