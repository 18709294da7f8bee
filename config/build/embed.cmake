# embed(TARGET PREFIX FOLDER PATTERN...): puts every matching file below FOLDER into TARGET (a static library),
# to be found at run time by embedded::find("PREFIX/relative/path"). The bytes come in through .incbin.
function(embed target prefix folder)
  set(patterns)
  foreach(pattern ${ARGN})
    list(APPEND patterns "${folder}/${pattern}")
  endforeach()
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${patterns})
  set(assembly "${CMAKE_CURRENT_BINARY_DIR}/embedded_${prefix}.S")
  set(index "${CMAKE_CURRENT_BINARY_DIR}/embedded_${prefix}.cpp")
  add_custom_command(
    OUTPUT "${assembly}" "${index}"
    COMMAND ${CMAKE_COMMAND} -DPREFIX=${prefix} "-DFOLDER=${folder}" "-DFILES=${files}" "-DASSEMBLY=${assembly}" "-DINDEX=${index}"
            -P "${CMAKE_SOURCE_DIR}/config/build/embed_write.cmake"
    DEPENDS ${files} "${CMAKE_SOURCE_DIR}/config/build/embed_write.cmake"
    VERBATIM)
  set_source_files_properties("${assembly}" PROPERTIES OBJECT_DEPENDS "${files}")
  add_library(${target} OBJECT "${assembly}" "${index}")
endfunction()

# embed_built(TARGET PREFIX FOLDER STAMP): the same for a folder that the build itself fills; its files are listed when
# STAMP is newer than what was embedded before.
function(embed_built target prefix folder stamp)
  set(assembly "${CMAKE_CURRENT_BINARY_DIR}/embedded_${prefix}.S")
  set(index "${CMAKE_CURRENT_BINARY_DIR}/embedded_${prefix}.cpp")
  add_custom_command(
    OUTPUT "${assembly}" "${index}"
    COMMAND ${CMAKE_COMMAND} -DPREFIX=${prefix} "-DFOLDER=${folder}" "-DASSEMBLY=${assembly}" "-DINDEX=${index}"
            -P "${CMAKE_SOURCE_DIR}/config/build/embed_write.cmake"
    DEPENDS "${stamp}" "${CMAKE_SOURCE_DIR}/config/build/embed_write.cmake"
    VERBATIM)
  set_source_files_properties("${assembly}" PROPERTIES OBJECT_DEPENDS "${stamp}")
  add_library(${target} OBJECT "${assembly}" "${index}")
endfunction()
