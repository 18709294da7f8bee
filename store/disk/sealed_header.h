#pragma once
// The head of a blob of format 2: which data key wraps the blob's own key, and the wrapped key. Pure.
//
//   0     1     format, 2
//   16    84    slot A: key id (16, filled up with zeros), nonce (12), wrapped key (32), tag (16), check (8)
//   528   84    slot B, the same; a slot of zeros is empty. All other bytes of the 1,024 are zero.
//
// Two slots, each within a disk sector of its own, so that a key can be wrapped anew in place: the new slot is durable before the old one
// is wiped, and a write that broke off costs at most the slot it was for. `check` is the start of the SHA-256 of the rest of the slot: it
// tells damage from a key that is not at hand.

#include "store/key_ring.h"

#include <optional>
#include <string>

namespace cityaudit::store {

constexpr unsigned char plain_format = 1;
constexpr unsigned char sealed_format = 2;
constexpr std::size_t plain_header_bytes = 1;
constexpr std::size_t sealed_header_bytes = 1024;
constexpr std::size_t slot_offsets[] = {16, 528};
constexpr std::size_t slot_bytes = 16 + nonce_bytes + 32 + tag_bytes + 8;

using SealedHeader = std::array<unsigned char, sealed_header_bytes>;
using KeySlot = std::array<unsigned char, slot_bytes>;

/// The blob's key under the data key.
KeySlot wrap(const SecretKey& blob_key, const DataKey& data_key);
/// A head with the current key of the ring in slot A.
SealedHeader make_header(const SecretKey& blob_key, const KeyRing& ring);

struct HeaderFacts {
  std::optional<std::string> key_ids[2];  // of the slots that are whole
  bool empty[2] = {};
};
/// What can be said without any key; internal ("blob.damaged") when no slot is whole.
Result<HeaderFacts> inspect_header(std::span<const unsigned char, sealed_header_bytes> header);

struct OpenedHeader {
  SecretKey blob_key;
  std::size_t slot = 0;  // that it came from; one of the ring's current key if there is one
  std::string key_id;
};
/// unavailable ("blob.key_missing" with the ids) when the ring holds none of the keys; `ring` may be null.
Result<OpenedHeader> open_header(std::span<const unsigned char, sealed_header_bytes> header, const KeyRing* ring);

}  // namespace cityaudit::store
