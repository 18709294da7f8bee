#include "store/disk/rewrap.h"

#include "store/disk/disk_blob_writer.h"

#include <vector>

namespace cityaudit::store {
namespace {

namespace fs = std::filesystem;

constexpr int passes_max = 3;

enum class Outcome { nothing, rewrapped, plain, unsettled, unreadable, gone };

/// Writes one slot and has it on the disk.
Result<> write_slot(File& file, std::size_t slot, const KeySlot& bytes) {
  CITYAUDIT_CHECK(file.write_at(static_cast<std::int64_t>(slot_offsets[slot]), bytes));
  return file.sync();
}

Result<Outcome> rewrap(const fs::path& path, const KeyRing& ring) {
  auto opened_file = File::open_to_change(path, false);
  if (!opened_file) return opened_file.error().kind == ErrorKind::not_found ? Result<Outcome>(Outcome::gone) : opened_file.error();
  File& file = *opened_file;
  SealedHeader header{};
  CITYAUDIT_TRY(got, file.read(0, header));
  if (got > 0 && header[0] == plain_format) return Outcome::plain;
  if (got < header.size()) return Outcome::unsettled;
  const auto facts = inspect_header(header);
  const auto opened = open_header(header, &ring);
  if (!facts || !opened) return Outcome::unreadable;
  const std::size_t other = 1 - opened->slot;
  const bool is_current = opened->key_id == ring.current().id;
  if (is_current && facts->empty[other]) return Outcome::nothing;
  // At every moment one of the two slots is whole and on the disk.
  if (!is_current) CITYAUDIT_CHECK(write_slot(file, other, wrap(opened->blob_key, ring.current())));
  CITYAUDIT_CHECK(write_slot(file, is_current ? other : opened->slot, KeySlot{}));
  return Outcome::rewrapped;
}

/// Nothing when its bytes are no longer those of its name, or it is gone.
Result<bool> encrypt(Places& places, const Sha256& name, const KeyRing& ring) {
  auto file = File::open(places.file(to_hex(name)));
  if (!file) return file.error().kind == ErrorKind::not_found ? Result<bool>(false) : file.error();
  CITYAUDIT_TRY(writer, DiskBlobWriter::create(places, &ring));
  std::vector<unsigned char> piece(256 * 1024);
  for (auto offset = static_cast<std::int64_t>(plain_header_bytes);;) {
    CITYAUDIT_TRY(got, file->read(offset, piece));
    if (got == 0) break;
    CITYAUDIT_CHECK(writer->write(Bytes{piece.data(), got}));
    offset += static_cast<std::int64_t>(got);
  }
  return writer->commit_over(name);
}

Result<std::vector<fs::path>> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(folder, fault))
    if (entry.path().extension() != ".tail") files.push_back(entry.path());
  if (fault && fault != std::errc::no_such_file_or_directory) return file_error(fault.value(), "a folder of blobs could not be listed");
  return files;
}

/// One walk over everything; the order lets no file slip past on its way from temporary to blob.
class Walk {
 public:
  Walk(Places& places, const KeyRing& ring) : places_(places), ring_(ring) {}

  Result<> run() {
    CITYAUDIT_TRY(incoming, files_of(places_.incoming()));
    for (const fs::path& path : incoming) CITYAUDIT_CHECK(visit(path, Outcome::nothing));
    CITYAUDIT_TRY(partials, files_of(places_.partials()));
    for (const fs::path& path : partials) CITYAUDIT_CHECK(visit(path, Outcome::plain));
    std::vector<Sha256> names;
    CITYAUDIT_CHECK(for_each_blob(places_, [&](const Sha256& name) { names.push_back(name); }));
    for (const Sha256& name : names) CITYAUDIT_CHECK(visit_blob(name));
    return {};
  }
  RewrapFacts facts;

 private:
  Result<> visit(const fs::path& path, Outcome plain_means) {
    CITYAUDIT_TRY(outcome, rewrap(path, ring_));
    facts.rewrapped += outcome == Outcome::rewrapped;
    facts.unsettled += outcome == Outcome::unsettled;
    facts.unreadable += outcome == Outcome::unreadable;
    facts.partials_plain += outcome == Outcome::plain && plain_means == Outcome::plain;
    return {};
  }

  Result<> visit_blob(const Sha256& name) {
    CITYAUDIT_TRY(outcome, rewrap(places_.file(to_hex(name)), ring_));
    facts.rewrapped += outcome == Outcome::rewrapped;
    facts.unreadable += outcome == Outcome::unreadable || outcome == Outcome::unsettled;
    if (outcome != Outcome::plain) return {};
    CITYAUDIT_TRY(encrypted, encrypt(places_, name, ring_));
    std::error_code ignored;
    if (encrypted) {
      ++facts.encrypted;
    } else if (fs::exists(places_.file(to_hex(name)), ignored)) {
      ++facts.unreadable;
    }
    return {};
  }

  Places& places_;
  const KeyRing& ring_;
};

}  // namespace

Result<RewrapFacts> rewrap_all(const fs::path& blob_folder, const KeyRing& ring) {
  Places places(blob_folder);
  std::error_code fault;
  fs::create_directories(places.incoming(), fault);
  CITYAUDIT_TRY(alone, File::open_to_change(blob_folder / "rotate.lock", true));
  CITYAUDIT_CHECK(alone.lock());
  CITYAUDIT_CHECK(places.remember_key(ring.current().id));
  RewrapFacts total;
  for (int pass = 0; pass < passes_max; ++pass) {
    Walk walk(places, ring);
    CITYAUDIT_CHECK(walk.run());
    total.rewrapped += walk.facts.rewrapped;
    total.encrypted += walk.facts.encrypted;
    total.unreadable = walk.facts.unreadable;
    total.unsettled = walk.facts.unsettled;
    total.partials_plain = walk.facts.partials_plain;
    if (walk.facts.rewrapped + walk.facts.encrypted + walk.facts.unsettled == 0) break;
  }
  // What cannot be read now may open with a key that somebody still finds.
  if (total.unreadable + total.unsettled == 0) CITYAUDIT_CHECK(places.forget_keys_but({ring.current().id}));
  return total;
}

Result<KeyUse> count_keys(const fs::path& blob_folder) {
  Places places(blob_folder);
  KeyUse use;
  const auto look = [&](const fs::path& path) -> Result<> {
    const auto file = File::open(path);
    if (!file) return file.error().kind == ErrorKind::not_found ? Result<>() : file.error();
    SealedHeader header{};
    CITYAUDIT_TRY(got, file->read(0, header));
    if (got > 0 && header[0] == plain_format) {
      ++use.plain;
      return {};
    }
    const auto facts = inspect_header(header);
    if (got < header.size() || !facts) {
      ++use.unreadable;
      return {};
    }
    for (const auto& id : facts->key_ids)
      if (id) ++use.by_key[*id];
    return {};
  };
  for (const fs::path& folder : {places.incoming(), places.partials()}) {
    CITYAUDIT_TRY(files, files_of(folder));
    for (const fs::path& path : files) CITYAUDIT_CHECK(look(path));
  }
  Result<> looked;
  CITYAUDIT_CHECK(for_each_blob(places, [&](const Sha256& name) {
    if (looked) looked = look(places.file(to_hex(name)));
  }));
  if (!looked) return looked.error();
  return use;
}

}  // namespace cityaudit::store
