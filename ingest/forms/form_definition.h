#pragma once
// What a published form says, compiled once from its XForm: nodes, binds, controls, choices, texts and the analysis
// mapping. Immutable after read_xform() returned it: share it as std::shared_ptr<const FormDefinition> between threads.
//
// Paths are absolute, of local names: "/data/photos/caption". A prefix in the XML ("orx:meta") is not part of a path.

#include "ingest/forms/origin_parts.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cityaudit::ingest {

class FormLogic;
class InstanceTree;

/// A text in the languages of its form. Languages are codes where the form gives one ("Čeština (cs)" is "cs"), else its
/// own word for it ("default"). The form's default language stands first.
struct LocalizedText {
  struct Entry {
    std::string language;
    std::string text;
  };
  std::vector<Entry> entries;

  bool empty() const { return entries.empty(); }
  /// The text in `language`, else in the form's default language, else empty.
  std::string_view in(std::string_view language) const;
};

enum class AnswerType {
  string,
  integer,
  decimal,
  boolean,
  date,
  time,
  date_time,
  geopoint,
  geotrace,
  geoshape,
  binary,
  barcode,
  other,  // a type this server does not know; read as a string
};

enum class ControlKind { input, select_one, select_many, rank, upload, trigger, range, secret };

/// What an answer is to the analysis: the bind attribute ca:as (docs/data-model.md, "Analysis mapping").
enum class Role {
  none,
  score,        // a rating, placed on ca:scale, about ca:theme
  polarity,     // up, down, mixed, neutral
  comment,      // the participant's own words
  photo,        // an upload that shows what the comment speaks of
  people,       // whether people can be recognised in the photo it speaks of
  place,        // a geopoint, or the coarse name of a place
  perspective,  // the observer's role, self-declared
  speaker,      // a speaker code valid in one session
  theme,        // the answer itself is a theme code and speaks for its ca:of
  code,         // a typed participant code: a claim, never a proof
  at,           // when it was observed
  stop,         // the code of the stop
  walk,         // the code of the walk
  consent,      // consent:<purpose>
  credit,       // how an author wants to be called: name, pseudonym, anonymous; or the words themselves
  ignore,       // never analysed
};

/// "score", "consent" ...; the word of ca:as without a purpose.
std::string_view to_word(Role role);

/// "up", "down", "mixed" or "neutral".
bool is_polarity(std::string_view word);

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
/// Text -> place in a list; looked up by string_view without a copy.
using TextIndex = std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>>;

struct Choice {
  std::string value;
  LocalizedText label;
};

/// The choices a select offers as far as the form itself carries them.
struct ChoiceList {
  std::vector<Choice> choices;
  /// Null when `value` is not among them.
  const Choice* find(std::string_view value) const;
  TextIndex index;  // value -> choices
};

inline constexpr std::size_t no_index = static_cast<std::size_t>(-1);

/// One element of the form's primary instance.
struct Node {
  std::string path;
  std::string name;           // the last step of path
  std::string default_value;  // what a blank form carries here
  std::size_t parent = no_index;
  std::size_t repeat = no_index;  // the nearest repeat that holds this node, itself included
  std::size_t bind = no_index;
  std::size_t control = no_index;
  bool leaf = true;  // answers stand in leaves only
  bool is_repeat = false;
};

/// The analysis mapping of one bind, checked: role known, theme written as one, scale of two values or more.
struct MappingAttributes {
  Role role = Role::none;
  std::string purpose;             // of consent: analyse, publish_photo ...
  std::string theme;               // the code of a theme; empty when not given
  std::vector<std::string> scale;  // choice values from low to high; an answer not on it is missing
  std::string polarity;            // up, down, mixed or neutral when the question itself decides it; else empty
  std::string of;                  // path of the node this one describes; empty when not given
  OriginParts keep;                // of photos: what is kept of what the camera wrote into them
};

struct Bind {
  std::string path;
  AnswerType type = AnswerType::string;
  std::string type_word;  // as the form writes it
  // Expressions as the form writes them; empty when not given.
  std::string required;
  std::string relevant;
  std::string constraint;
  std::string calculate;
  std::string readonly;
  LocalizedText constraint_message;
  LocalizedText required_message;
  std::string preload;  // jr:preload and jr:preloadParams: "timestamp" "end", "property" "deviceid"
  std::string preload_parameters;
  MappingAttributes mapping;

  bool required_always() const;  // literally true()
};

struct Control {
  std::string path;
  ControlKind kind = ControlKind::input;
  std::string appearance;
  std::string mediatype;  // of uploads: "image/*"
  LocalizedText label;
  LocalizedText hint;
  std::size_t choice_list = no_index;  // absent when choices come from a file or from answers
  std::string choice_file;             // "stops.csv": its rows are known to the server, not to the form
  std::string itemset;                 // the nodeset it chooses from, as the form writes it; empty for inline choices
  std::string value_name;              // the child of an itemset's node that holds the value: "name"
};

/// A list beside the answers: instance('stops').
struct SecondaryInstance {
  std::string id;
  std::string file;                          // "stops.csv" when it comes from a file; else empty
  std::shared_ptr<const InstanceTree> tree;  // null when it comes from a file
};

struct FormLanguage {
  std::string name;     // "Čeština (cs)"
  std::string code;     // "cs"; the name when it gives no code
  bool checked = true;  // false: the form says in ca:unchecked that no native speaker has looked at it yet
};

struct FormDefinition {
  std::string form_id;
  std::string version;  // may be empty
  std::string title;
  std::string root_name;                // "data"
  std::string instance_namespace;       // of the root element when it declares its own; else empty
  std::vector<FormLanguage> languages;  // default first; empty for a form without translations
  std::vector<Node> nodes;              // parents before their children; [0] is the root
  std::vector<Bind> binds;              // in document order
  std::vector<Control> controls;        // in document order
  std::vector<ChoiceList> choice_lists;
  std::vector<SecondaryInstance> instances;
  std::shared_ptr<const FormLogic> logic;  // the expressions, read; null only in forms that were not made by read_xform()
  std::vector<std::string> media_files;    // names the form needs beside it: "walks.csv", "map.png"; sorted
  bool encrypted = false;                  // asks clients to encrypt: this server cannot read such answers

  /// All take a path; null when the form has nothing there.
  const Node* find_node(std::string_view path) const;
  const Bind* find_bind(std::string_view path) const;
  const Control* find_control(std::string_view path) const;
  /// Null when the choices are not in the form.
  const ChoiceList* choices_of(const Control& control) const;
  /// The code of the default language; "" when the form has no translations.
  std::string_view default_language() const;

  TextIndex node_index;  // path -> nodes
};

}  // namespace cityaudit::ingest
