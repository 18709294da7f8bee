set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")

# Release keeps asserts: a server that stops is better than one that goes on wrong.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1 -D_GLIBCXX_ASSERTIONS")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;CCACHE_BASEDIR=${CMAKE_SOURCE_DIR};CCACHE_NOHASHDIR=1;CCACHE_SLOPPINESS=pch_defines,time_macros;${CCACHE}")
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror -fstack-protector-strong)
add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)  # GCC 12 sees overlaps in std::string that are not there (PR105651)
add_compile_options($<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)  # libstdc++ 12 uses what it deprecates
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  add_link_options(-pie -Wl,-z,relro,-z,now)
endif()
include_directories("${CMAKE_SOURCE_DIR}")
add_link_options(-Wl,--as-needed)

if(CITYAUDIT_SANITIZE)
  add_compile_options(-fsanitize=${CITYAUDIT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CITYAUDIT_SANITIZE})
  if(CITYAUDIT_SANITIZE MATCHES "thread")
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)  # Asio's fences; GCC cannot instrument them
  endif()
endif()

if(CITYAUDIT_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# precompiled(TARGET [headers...]): reads what nearly every source includes from one precompiled header, made by the first target
# that asks with the same headers. A source must include what it uses all the same: the presets asan and fuzz build without, and
# would tell. Libraries and executables cannot share (-fPIC, -fPIE): executables name a header more.
option(CITYAUDIT_PRECOMPILED "Precompile the common headers" ON)
function(precompiled target)
  if(NOT CITYAUDIT_PRECOMPILED)
    return()
  endif()
  string(MAKE_C_IDENTIFIER "precompiled_by${ARGN}" maker)
  get_property(made_by GLOBAL PROPERTY ${maker})
  if(made_by)
    target_precompile_headers(${target} REUSE_FROM ${made_by})
  else()
    target_precompile_headers(${target} PRIVATE "${CMAKE_SOURCE_DIR}/config/build/precompiled.h" ${ARGN})
    set_property(GLOBAL PROPERTY ${maker} ${target})
  endif()
  # GCC 12 takes the strings of the standard library for shorter than they are where they come from a precompiled header (it
  # says nothing of the same lines without); clang and the preset asan keep an eye on bounds.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds> $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>)
  # As ccache wants it.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess> "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")
endfunction()

# layer(NAME <libraries it may use>): one static library of every source in the calling folder and below.
function(layer name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/*.h")
  list(FILTER sources EXCLUDE REGEX "main\\.cpp$|/[a-z_]*_main\\.cpp$")
  add_library(cityaudit_${name} STATIC ${sources})
  target_link_libraries(cityaudit_${name} PUBLIC ${ARGN})
  precompiled(cityaudit_${name})
endfunction()
