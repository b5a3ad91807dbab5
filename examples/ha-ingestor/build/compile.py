# SPDX-License-Identifier: Apache-2.0
"""
Compiles a program, and all that it imports, to byte code, so that a container that can't write doesn't do it again at every start.

    compile.py MAIN INSTALLED FOLDER

What lies below INSTALLED is compiled where it is; everything else, the standard library among it, is compiled into FOLDER, under its own path. Byte code is the
same for every machine, and says nothing of times, so that the same sources make the same image.
"""
import importlib.machinery
import os
import py_compile
import runpy
import sys

main, installed, folder = sys.argv[1:]
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(main), os.path.join(installed, "usr/lib/python3/dist-packages")]
# Under another name than __main__ it only defines what it would run.
runpy.run_path(main, run_name="compiled")
files = {main} | {module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)}
compiled = 0
for file in sorted(os.path.realpath(file) for file in files):
    if file.endswith(tuple(importlib.machinery.SOURCE_SUFFIXES)) and file != os.path.realpath(__file__):
        target = file if file.startswith(installed + "/") else folder + file
        py_compile.compile(
            file, cfile=os.path.join(os.path.dirname(target), "__pycache__", f"{os.path.basename(file)[:-3]}.{sys.implementation.cache_tag}.pyc"),
            dfile=file.removeprefix(installed) if file.startswith(installed + "/") else file,
            doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        compiled += 1
print(f"compiled {compiled} modules")
