#pragma once
// The parts of read_xform(), in the order they run. Each adds to `form` and lists what is wrong instead of stopping, so that
// an author sees all faults at once. Internal to ingest/forms; a reading is for one thread.

#include "base/result.h"
#include "ingest/forms/form_definition.h"
#include "ingest/forms/xform_texts.h"
#include "ingest/forms/xml.h"

#include <map>
#include <string>
#include <vector>

namespace cityaudit::ingest {

class Taxonomy;

struct FormReading {
  FormDefinition form;
  FormTexts texts;
  pugi::xml_node model;
  std::map<std::string, std::size_t> choice_lists;  // "instance|value|label" -> form.choice_lists
  const Taxonomy* themes = nullptr;                 // those it may name; null: any
  std::size_t faults_max = 0;
  std::vector<FieldError> faults;

  void fault(std::string field, std::string code, std::vector<MessageArgument> arguments = {});
};

/// The primary instance: identity of the form, and its nodes.
void read_nodes(FormReading& reading);
/// model/bind: types, expressions, messages, mapping attributes as written.
void read_binds(FormReading& reading);
/// The body: controls, their texts and choices, and which nodes are repeats.
void read_body(FormReading& reading, pugi::xml_node body);
/// The choices of one select; sets choice_list or choice_file.
void read_choices(FormReading& reading, pugi::xml_node select, Control& control);
/// Every secondary instance; those of files by their name only.
void read_instances(FormReading& reading);
/// Reads every expression once all nodes are known; names what is wrong with them.
void read_logic(FormReading& reading);
/// Resolves ca:of and checks themes and scales, once all nodes and choices are known.
void check_mapping(FormReading& reading);
/// Reads the ca: attributes of a bind.
MappingAttributes read_mapping(FormReading& reading, pugi::xml_node bind, const std::string& path);

/// "/data/photos/photo" of " /data/orx:photos[1]/photo " or "../photo" seen from `context`, itself a path.
std::string resolve_path(std::string_view reference, std::string_view context);

}  // namespace cityaudit::ingest
