# Writes the assembly that includes the files' bytes, and the table that names them.
set(asm "    .section .rodata\n")
set(declarations "")
set(entries "")
set(number 0)
foreach(file ${FILES})
  file(RELATIVE_PATH name "${FOLDER}" "${file}")
  set(symbol "embedded_${PREFIX}_${number}")
  string(APPEND asm "    .global ${symbol}\n    .global ${symbol}_end\n    .balign 16\n${symbol}:\n    .incbin \"${file}\"\n${symbol}_end:\n    .byte 0\n")
  string(APPEND declarations "extern \"C\" const char ${symbol}[];\nextern \"C\" const char ${symbol}_end[];\n")
  string(APPEND entries "    {\"${PREFIX}/${name}\", ${symbol}, ${symbol}_end},\n")
  math(EXPR number "${number}+1")
endforeach()
string(APPEND asm "    .section .note.GNU-stack,\"\",@progbits\n")
file(WRITE "${ASSEMBLY}" "${asm}")
file(WRITE "${INDEX}" "#include \"base/embedded.h\"\n${declarations}
static const cityaudit::embedded::Entry entries[] = {\n${entries}    {nullptr, nullptr, nullptr}};
static const cityaudit::embedded::Registration registration{entries};\n")
