#include "ingest/forms/expressions/references.h"

#include <algorithm>
#include <string_view>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view axis_words[] = {
    "ancestor",  "ancestor-or-self",  "attribute", "child",     "descendant",        "descendant-or-self",
    "following", "following-sibling", "parent",    "preceding", "preceding-sibling", "self",
};

std::string word_of(const SyntaxStep& step) {
  std::string test = step.name;
  if (step.test == NodeTest::any_name) test = "*";
  if (step.test == NodeTest::any_node) test = "node()";
  if (step.test == NodeTest::text) test = "text()";
  if (step.test == NodeTest::nothing) test = "comment()";
  if (step.axis == Axis::child && (step.test == NodeTest::name || step.test == NodeTest::any_name)) return test;
  if (step.axis == Axis::child && step.test == NodeTest::text) return ".";  // the text of an answer is the answer
  if (step.axis == Axis::attribute) return "@" + test;
  if (step.test == NodeTest::any_node) {
    if (step.axis == Axis::parent) return "..";
    if (step.axis == Axis::self) return ".";
    if (step.axis == Axis::descendant_or_self) return "//";
  }
  return std::string(axis_words[static_cast<std::size_t>(step.axis)]) + "::" + test;
}

bool leaves_the_line(Axis axis) {
  return axis == Axis::following || axis == Axis::following_sibling || axis == Axis::preceding || axis == Axis::preceding_sibling;
}

class Collection {
 public:
  explicit Collection(const Syntax& syntax) : syntax_(syntax) {}

  std::vector<Reference> run() {
    visit(syntax_.root, Reference{}, false);
    std::stable_sort(out_.begin(), out_.end(), [](const Reference& a, const Reference& b) { return a.position < b.position; });
    return std::move(out_);
  }

 private:
  // As deep as brackets are: parse_expression() bounds that.
  void visit(std::uint32_t index, const Reference& here, bool selective) {
    const SyntaxNode& node = syntax_.nodes[index];
    if (node.kind == SyntaxKind::path) {
      visit_path(node, here, selective);
      return;
    }
    if (node.kind == SyntaxKind::call) {
      if (node.function == Function::current) add(Reference{}, node.position, selective);
      if (node.operands.count == 0 && reads_context(node.function)) add(here, node.position, selective);
      selective = selective || node.function == Function::indexed_repeat;
    }
    visit_all(node.operands, here, selective);
  }

  void visit_all(SyntaxRange range, const Reference& here, bool selective) {
    for (std::uint32_t i = 0; i < range.count; ++i) visit(syntax_.children[range.first + i], here, selective);
  }

  static bool reads_context(Function function) {
    return function == Function::string || function == Function::string_length || function == Function::normalize_space ||
           function == Function::number;
  }

  void visit_path(const SyntaxNode& node, const Reference& here, bool selective) {
    const SyntaxPath& path = syntax_.paths[node.index];
    Reference reference = path.absolute ? Reference{} : here;
    reference.selective = here.selective && !path.absolute;
    if (path.absolute) reference.origin = Reference::Origin::form;
    if (path.start != no_syntax) reference = start_of(path, here, selective);
    visit_all(path.start_predicates, reference, selective);
    reference.selective = reference.selective || path.start_predicates.count > 0;
    for (std::uint32_t i = 0; i < path.step_count; ++i) {
      const SyntaxStep& step = syntax_.steps[path.first_step + i];
      reference.steps.push_back(word_of(step));
      reference.selective = reference.selective || step.predicates.count > 0 || leaves_the_line(step.axis);
      visit_all(step.predicates, reference, selective);
    }
    add(reference, node.position, selective);
  }

  Reference start_of(const SyntaxPath& path, const Reference& here, bool selective) {
    const SyntaxNode& start = syntax_.nodes[path.start];
    Reference reference;
    if (start.kind == SyntaxKind::call && start.function == Function::current) return reference;
    reference.origin = Reference::Origin::unknown;
    if (start.kind == SyntaxKind::call && start.function == Function::instance) {
      const SyntaxNode& name = syntax_.nodes[syntax_.children[start.operands.first]];
      if (name.kind == SyntaxKind::text) {
        reference.origin = Reference::Origin::instance;
        reference.instance = syntax_.texts[name.index];
        return reference;
      }
    }
    visit(path.start, here, selective);
    return reference;
  }

  void add(Reference reference, std::uint32_t position, bool selective) {
    reference.position = position;
    reference.selective = reference.selective || selective;
    out_.push_back(std::move(reference));
  }

  const Syntax& syntax_;
  std::vector<Reference> out_;
};

}  // namespace

std::vector<Reference> references_of(const Syntax& syntax) { return Collection(syntax).run(); }

}  // namespace cityaudit::ingest
