#pragma once
// What intake wants to know of a filled form besides its answers: files to expect, times, device, claimed code.
// Pure and thread-safe.

#include "base/clock.h"
#include "ingest/forms/form_definition.h"
#include "ingest/forms/instance.h"

#include <optional>
#include <string>
#include <vector>

namespace cityaudit::ingest {

struct ExpectedAttachment {
  std::string file_name;  // as it stands in the XML; the file part has the same name
  std::string path;       // of the upload
  std::string repeat;     // repeat_key() of the answer
  std::string mediatype;  // as the form declares it: "image/*"; empty when it does not say
  bool declared_image = false;
  std::string people;  // none, not_identifiable, identifiable or minors, as the person said of it; empty when not said
  OriginParts keep;    // what the form asks to keep of what the camera wrote
};

/// One per file name, in the order of the answers. Answers that are no plain file name (a slash, "..") are left out.
std::vector<ExpectedAttachment> expected_attachments(const FormDefinition& form, const Answers& answers);

/// When the person finished, by the form's own clock: the `end` preload, else a ca:as="at" answer, else the `start` preload.
/// Nothing when the form has none of them or they are empty or unreadable.
std::optional<UtcMillis> submitted_at(const FormDefinition& form, const Answers& answers);

/// The time that now() meant to the person, for judging: the `end` preload. Nothing when the form has none or it is unreadable.
std::optional<UtcMillis> finished_at(const FormDefinition& form, const Answers& answers);

/// The minutes that the phone's clock was ahead of UTC, as its `end` or `start` preload says; 0 when neither says.
int utc_offset_minutes(const FormDefinition& form, const Answers& answers);

/// The `deviceid` preload; empty when there is none.
std::string device_id(const FormDefinition& form, const Answers& answers);

/// The participant code that was typed (ca:as="code"), trimmed and in upper case; a claim only. Empty when there is none.
std::string claimed_code(const FormDefinition& form, const Answers& answers);

}  // namespace cityaudit::ingest
