#pragma once
// What a facilitator has to see to: where consent is missing, was not understood, or does not fit what is done. Read only; inside a
// transaction.

#include "ingest/submission_list.h"

#include <array>

namespace cityaudit::ingest {

/// no_analysis: its author does not want it analysed. release_missing: people can be recognised in a photo that is neither covered nor
/// signed for. guardian_missing: the same of children, without a guardian. unchecked_language: asked in words that no reader of that
/// language has checked. mismatch: selected or published beyond what author and people shown agreed to.
enum class ConsentProblemKind { no_analysis, release_missing, guardian_missing, unchecked_language, mismatch };
inline constexpr std::size_t consent_problem_kinds = 5;
std::string_view to_word(ConsentProblemKind kind);

/// What lists of submissions can be narrowed by: "any", or a kind; mismatches are few, and are listed by consent_problems() alone.
inline constexpr std::string_view any_consent_problem = "any";
bool is_listed_consent_problem(std::string_view word);
/// A condition over `submission s`: it has a problem of the kind that the parameter names; true when that is ''.
std::string has_consent_problem(std::string_view parameter);

struct ConsentProblem {
  ConsentProblemKind kind = ConsentProblemKind::no_analysis;
  SubmissionId submission;
  Uuid submission_uuid;
  std::optional<Uuid> photo;
  std::string activity_code;
  std::string participant;  // the code of the participation, else the one that was typed; may be empty
  std::string language;     // of unchecked_language
  UtcMillis received_at;
};

struct ConsentProblems {
  std::vector<ConsentProblem> items;                         // by kind, the newest first
  std::array<std::int64_t, consent_problem_kinds> counts{};  // all there are, listed or not
};

/// At most `count` of each kind.
ConsentProblems consent_problems(store::Transaction& tx, AuditId audit, std::size_t count);

}  // namespace cityaudit::ingest
