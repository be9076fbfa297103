# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later

# Part of the installation: fills in the templates for each of LARDER_CACHES, "NAME:PORT". The texts
# are those of app/system/units.cpp, which takes an installed unit for its own if it does the same.
set(unit_folder "${CMAKE_INSTALL_PREFIX}/lib/systemd/user")
cmake_path(ABSOLUTE_PATH LARDER_LIBEXEC_FOLDER BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}" NORMALIZE
    OUTPUT_VARIABLE libexec)
set(LARDER_PROXY "${libexec}/larder/larder-proxy")
if(NOT LARDER_PROXY MATCHES "^[A-Za-z0-9_./:,@+=-]+$")
    message(FATAL_ERROR "systemd could not start ${LARDER_PROXY}: choose a prefix without spaces "
                        "and special characters.")
endif()
foreach(cache IN LISTS LARDER_CACHES)
    string(REGEX REPLACE ":.*" "" CACHE_NAME "${cache}")
    string(REGEX REPLACE ".*:" "" port "${cache}")
    set(LISTEN_STREAMS "ListenStream=127.0.0.1:${port}")
    foreach(kind socket service)
        file(READ "${LARDER_UNIT_TEMPLATES}/cache.${kind}.in" text)
        # What the template says to those who fill it in.
        string(REGEX REPLACE "^.*\n\\[Unit\\]" "[Unit]" text "${text}")
        string(CONFIGURE "${text}" text @ONLY)
        set(unit "${unit_folder}/cache-${CACHE_NAME}.${kind}")
        message(STATUS "Installing: $ENV{DESTDIR}${unit}")
        file(WRITE "$ENV{DESTDIR}${unit}" "${text}")
        list(APPEND CMAKE_INSTALL_MANIFEST_FILES "${unit}")
    endforeach()
endforeach()
