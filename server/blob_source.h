#pragma once
// A stored blob on its way out, in pieces. One thread at a time, on the pool.

#include "server/http/response.h"
#include "store/blob_store.h"

#include <memory>

namespace cityaudit::server {

class BlobSource final : public http::BodySource {
 public:
  explicit BlobSource(std::unique_ptr<store::BlobReader> reader) : reader_(std::move(reader)) {}
  std::int64_t bytes() const override { return reader_->bytes(); }
  Result<std::size_t> read(std::int64_t offset, std::span<unsigned char> out) override { return reader_->read(offset, out); }

 private:
  std::unique_ptr<store::BlobReader> reader_;
};

}  // namespace cityaudit::server
