// An expression from a stranger: it is refused with a place, or worked out within the limits.
#include "ingest/forms/expressions/evaluation.h"
#include "ingest/forms/form_world.h"
#include "ingest/forms/xform.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace cityaudit::ingest;

constexpr std::string_view form_xml = R"xml(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:jr="http://openrosa.org/javarosa"><h:head><model><instance><data id="f"><a/><b/><d/><g><c/></g><r jr:template=""><x/><y/></r></data></instance>
  <instance id="l"><root><item><name>p</name><size>1</size></item><item><name>q</name><size>2</size></item></root></instance>
  <bind nodeset="/data/a" type="int"/><bind nodeset="/data/b" relevant="/data/a &gt; 1"/></model></h:head>
  <h:body><group ref="/data/r"><repeat nodeset="/data/r"/></group></h:body></h:html>)xml";
constexpr std::string_view answers_xml = R"xml(<data id="f"><a>2</a><b>a c</b><d>2026-11-20</d><g><c>50 14 0 0; 50 15 0 0; 51 15 0 0</c></g>
  <r><x>1</x><y>one</y></r><r><x>2</x><y/></r><r><x/><y>three</y></r><meta><instanceID>uuid:1</instanceID></meta></data>)xml";

void require(bool kept) {
  if (!kept) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const FormDefinition form = *read_xform(form_xml);
  static const Instance instance = *read_instance(answers_xml);
  static const FormTree tree(form, instance.answers, 1'000);
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  const auto expression = parse_expression(source);
  if (!expression) {
    require(expression.error().code.starts_with("form.expression_"));
    return 0;
  }
  require(expression->source() == source);
  for (const Reference& reference : expression->references()) {
    require(reference.position >= 1 && reference.position <= size);
    (void)reference.absolute_path("/data/r/x");
  }
  EvaluationLimits limits;
  limits.steps_max = 50'000;
  const ValidationContext context;
  for (const NodeRef at :
       {NodeRef{0, 1}, NodeRef{0, tree.tree().first_of(static_cast<std::size_t>(form.find_node("/data/r/x") - form.nodes.data()))}}) {
    FormWorld world(form, tree, context, limits);
    (void)world.evaluation().boolean(*expression, at);
    (void)world.evaluation().number(*expression, at);
    (void)world.evaluation().text(*expression, at);
    for (const NodeRef node : world.evaluation().nodes(*expression, at)) require(node.node < world.tree(node.tree).size());
  }
  return 0;
}
