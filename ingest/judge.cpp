// The pure half of ingest/submissions.h: everything about a post that can be decided before the database is asked.

#include "ingest/submissions.h"

#include "base/text.h"
#include "ingest/consent_answers.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

std::int64_t time_flags(const Activity& activity, UtcMillis received_at, std::int64_t late_millis) {
  if (!activity.closes_at || received_at <= *activity.closes_at) return 0;
  return received_at <= *activity.closes_at + late_millis ? flag_late : flag_closed;
}

/// now() and today() are the person's own: phones send days later, and their clocks may be a time zone ahead.
ValidationContext context_of(const IntakeActivity& intake, const FormDefinition& form, const Answers& answers, UtcMillis received_at) {
  ValidationContext context;
  context.now = finished_at(form, answers).value_or(received_at + millis_per_day);
  context.utc_offset = utc_offset_minutes(form, answers);
  context.files = &intake.list_instances;
  return context;
}

bool refuses_analysis(const std::vector<ConsentStatement>& consents) {
  return std::any_of(consents.begin(), consents.end(), [](const ConsentStatement& each) {
    return (each.purpose == Purpose::analyse || each.purpose == Purpose::take_part) && each.decision == ConsentDecision::refused;
  });
}

}  // namespace

std::vector<std::string_view> flag_words(std::int64_t flags) {
  static constexpr std::pair<std::int64_t, std::string_view> words[] = {
      {flag_late, "late"},
      {flag_closed, "closed"},
      {flag_revoked_link, "revoked_link"},
      {flag_code_mismatch, "code_mismatch"},
      {flag_unexpected_file, "unexpected_file"},
      {flag_no_analysis_consent, "no_analysis_consent"},
      {flag_duplicate, "duplicate"},
      {flag_double_entry, "double_entry"},
      {flag_urgent, "urgent"},
  };
  std::vector<std::string_view> out;
  for (const auto& [bit, word] : words)
    if (flags & bit) out.push_back(word);
  return out;
}

Uuid uuid_of_instance(std::string_view instance_id) {
  constexpr std::string_view prefix = "uuid:";
  if (instance_id.starts_with(prefix))
    if (const auto uuid = parse_uuid(instance_id.substr(prefix.size()))) return *uuid;
  constexpr std::string_view odd_instance_ids = "3f0a6a5e-6f0b-4bb7-9a52-0f1f7f6f2c11";
  return *parse_uuid(uuid_v5(odd_instance_ids, instance_id));
}

Result<JudgedSubmission> judge(std::shared_ptr<const IntakeActivity> intake, std::string_view xml, UtcMillis received_at,
                               std::int64_t late_millis, const InstanceLimits& limits) {
  CITYAUDIT_TRY(instance, read_instance(xml, limits));
  JudgedSubmission judged;
  judged.form = intake->find_form(instance.head.form_id, instance.head.form_version);
  if (!judged.form)
    return Error(ErrorKind::not_found, "submission.form_unknown", instance.head.form_id,
                 {{"form", instance.head.form_id}, {"version", instance.head.form_version}});
  const FormDefinition& form = judged.form->definition;
  CITYAUDIT_CHECK(check_structure(form, instance));
  judged.problems = validate(form, instance.answers, context_of(*intake, form, instance.answers, received_at));
  judged.expected = expected_attachments(form, instance.answers);
  judged.claimed_code = claimed_code(form, instance.answers);
  judged.device_id = device_id(form, instance.answers);
  judged.submitted_at = submitted_at(form, instance.answers);
  judged.flags = time_flags(intake->activity, received_at, late_millis);
  if (intake->revoked) judged.flags |= flag_revoked_link;
  if (intake->participation && !judged.claimed_code.empty() && judged.claimed_code != intake->participant_code)
    judged.flags |= flag_code_mismatch;
  judged.consents = consent_answers(*judged.form, instance.answers, judged.submitted_at.value_or(received_at));
  if (refuses_analysis(judged.consents)) judged.flags |= flag_no_analysis_consent;
  judged.credit = credit_answers(judged.form->mapping, instance.answers);
  judged.mark = mark_answers(*judged.form, instance.answers);
  judged.head = std::move(instance.head);
  judged.xml = xml;
  judged.xml_sha256 = sha256(bytes_of(xml));
  judged.received_at = received_at;
  judged.intake = std::move(intake);
  return judged;
}

}  // namespace cityaudit::ingest
