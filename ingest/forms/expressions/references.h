#pragma once
// Which location paths an expression reads. Internal to ingest/forms/expressions; pure.

#include "ingest/forms/expressions/expression.h"
#include "ingest/forms/expressions/syntax.h"

namespace cityaudit::ingest {

/// In the order of the source.
std::vector<Reference> references_of(const Syntax& syntax);

}  // namespace cityaudit::ingest
