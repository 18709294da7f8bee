#include "store/disk/sealed_header.h"

#include <algorithm>

namespace cityaudit::store {
namespace {

using HeaderBytes = std::span<const unsigned char, sealed_header_bytes>;

constexpr std::size_t nonce_at = key_id_bytes_max;
constexpr std::size_t check_at = slot_bytes - 8;

Error damaged(const char* detail) { return Error(ErrorKind::internal, "blob.damaged", detail); }

bool is_zero(Bytes bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](unsigned char b) { return b == 0; });
}

std::string id_of(Bytes slot) {
  const Bytes id = slot.first(key_id_bytes_max);
  return {id.begin(), std::find(id.begin(), id.end(), 0)};
}

/// What the wrapped key is bound to.
std::string wrap_context(std::string_view key_id) { return "cityaudit blob key, format 2, " + std::string(key_id); }

bool check_fits(Bytes slot) {
  const Sha256 digest = sha256(slot.first(check_at));
  return std::equal(slot.begin() + check_at, slot.end(), digest.value.begin());
}

std::optional<SecretKey> unwrap(Bytes slot, const DataKey& data_key) {
  std::array<unsigned char, 32 + record_overhead_bytes> record{};
  std::copy_n(slot.begin() + nonce_at, record.size(), record.begin());
  Cipher cipher(data_key.key);
  const bool good = cipher.open(record, bytes_of(wrap_context(data_key.id)));
  std::optional<SecretKey> key;
  if (good) std::copy_n(record.begin() + nonce_bytes, 32, key.emplace().value.begin());
  record.fill(0);
  return key;
}

}  // namespace

KeySlot wrap(const SecretKey& blob_key, const DataKey& data_key) {
  KeySlot slot{};
  std::copy(data_key.id.begin(), data_key.id.end(), slot.begin());
  const auto record = std::span(slot).subspan(nonce_at, 32 + record_overhead_bytes);
  std::copy(blob_key.value.begin(), blob_key.value.end(), record.begin() + nonce_bytes);
  Cipher(data_key.key).seal(record, bytes_of(wrap_context(data_key.id)));
  const Sha256 digest = sha256(Bytes{slot}.first(check_at));
  std::copy_n(digest.value.begin(), slot_bytes - check_at, slot.begin() + check_at);
  return slot;
}

SealedHeader make_header(const SecretKey& blob_key, const KeyRing& ring) {
  SealedHeader header{};
  header[0] = sealed_format;
  const KeySlot slot = wrap(blob_key, ring.current());
  std::copy(slot.begin(), slot.end(), header.begin() + slot_offsets[0]);
  return header;
}

Result<HeaderFacts> inspect_header(HeaderBytes header) {
  constexpr std::size_t a = slot_offsets[0], b = slot_offsets[1];
  const Bytes bytes = header;
  if (header[0] != sealed_format) return damaged("unknown blob format");
  if (!is_zero(bytes.subspan(1, a - 1)) || !is_zero(bytes.subspan(a + slot_bytes, b - a - slot_bytes)) ||
      !is_zero(bytes.subspan(b + slot_bytes)))
    return damaged("the head of an encrypted blob has bytes where none belong");
  HeaderFacts facts;
  for (std::size_t i = 0; i < 2; ++i) {
    const Bytes slot = bytes.subspan(slot_offsets[i], slot_bytes);
    facts.empty[i] = is_zero(slot);
    if (!facts.empty[i] && check_fits(slot)) facts.key_ids[i] = id_of(slot);
  }
  if (!facts.key_ids[0] && !facts.key_ids[1]) return damaged("the wrapped key of an encrypted blob has changed");
  return facts;
}

Result<OpenedHeader> open_header(HeaderBytes header, const KeyRing* ring) {
  CITYAUDIT_TRY(facts, inspect_header(header));
  std::optional<OpenedHeader> opened;
  std::string missing;
  for (std::size_t i = 0; i < 2; ++i) {
    if (!facts.key_ids[i]) continue;
    const std::string& id = *facts.key_ids[i];
    const DataKey* const data_key = ring == nullptr ? nullptr : ring->find(id);
    if (data_key == nullptr) {
      missing += (missing.empty() ? "" : ", ") + id;
      continue;
    }
    if (opened && id != ring->current().id) continue;
    if (const auto key = unwrap(Bytes{header}.subspan(slot_offsets[i], slot_bytes), *data_key)) opened = OpenedHeader{*key, i, id};
  }
  if (opened) return *std::move(opened);
  if (!missing.empty())
    return Error(ErrorKind::unavailable, "blob.key_missing", "encrypted with data key " + missing, {{"key_ids", missing}});
  return damaged("the wrapped key of an encrypted blob does not open");
}

}  // namespace cityaudit::store
