#include "store/database.h"

#include <algorithm>

namespace cityaudit::store {
namespace {

template <class T>
T fixed_bytes(Bytes bytes) {
  T out;
  if (bytes.size() != out.value.size()) throw ErrorException(Error(ErrorKind::internal, "store.damaged", "a column has the wrong length"));
  std::copy(bytes.begin(), bytes.end(), out.value.begin());
  return out;
}

}  // namespace

Sha256 Rows::sha256(int column) const { return fixed_bytes<Sha256>(blob(column)); }
Uuid Rows::uuid(int column) const { return fixed_bytes<Uuid>(blob(column)); }

}  // namespace cityaudit::store
