# embed(FILE): FILE, a real file of the tree, as an array of characters that ends with NUL, in the header
# "FILE.h" of the build folder. gate/x/y-z.css becomes y_z_css.
function(embed file)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME)
    string(MAKE_C_IDENTIFIER ${name} name)
    file(READ ${PROJECT_SOURCE_DIR}/${file} bytes HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
    string(REGEX REPLACE "((0x..,){20})" "\\1\n" bytes "${bytes}")
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/${file}.h
         CONTENT "/* Made from @file@. */\nstatic const char @name@[] = {\n@bytes@0};\n" @ONLY)
endfunction()
