# npm_packages(STAMP WHAT): what the calling folder's package-lock.json names, installed whenever it changed; STAMP is set to the file to
# depend on. npm and node come from PATH when the build runs: the scripts may have put their own there.
function(npm_packages stamp what)
  set(installed "${CMAKE_CURRENT_SOURCE_DIR}/node_modules/.cityaudit-installed")
  add_custom_command(
    OUTPUT "${installed}"
    COMMAND npm ci --loglevel=error --no-audit --no-fund
    COMMAND ${CMAKE_COMMAND} -E touch "${installed}"
    DEPENDS package.json package-lock.json
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
    COMMENT "Installing ${what}"
    VERBATIM)
  set(${stamp} "${installed}" PARENT_SCOPE)
endfunction()
