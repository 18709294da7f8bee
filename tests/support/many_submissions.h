#pragma once
// Thousands of submissions of the small form (tests/support/ingest_fixture.h), as intake stores them, for lists that must stay quick.

#include "ingest/submissions.h"

namespace cityaudit::tests {

struct ManySubmissions {
  ingest::Activities& activities;
  ingest::Submissions& submissions;
  const ingest::Activity& activity;

  /// The i-th has the code WA0001 and up, one of five answers and a comment of Czech words; the one in the middle says "krokodýl".
  /// Received a minute after the other, the last one now. Several threads send at once, in about that order.
  Result<> send(std::size_t count, UtcMillis now);
};

}  // namespace cityaudit::tests
