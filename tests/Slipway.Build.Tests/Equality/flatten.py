# SPDX-License-Identifier: Apache-2.0
# Reads OCI archives and prints what each holds, as one JSON object of facts by name: "config.…", "history NN", "layers", and of the
# flattened tree "tree /path" and "time /path", "folder-time /path".
# It shares nothing with the program that is tested: Python's tarfile, gzip and json alone.
#   flatten.py ARCHIVE...
import gzip, hashlib, io, json, sys, tarfile


class Node:
    def __init__(self, entry, content):
        self.paths = []
        kinds = {tarfile.REGTYPE: "file", tarfile.AREGTYPE: "file", tarfile.DIRTYPE: "folder", tarfile.SYMTYPE: "link",
                 tarfile.CHRTYPE: "char", tarfile.BLKTYPE: "block", tarfile.FIFOTYPE: "fifo"}
        self.kind = kinds[entry.type]
        # The mode of a link means nothing, and one writes 0777 where another writes what it was given.
        self.mode = "-" if self.kind == "link" else "%04o" % (entry.mode & 0o7777)
        self.owner = "%d:%d" % (entry.uid, entry.gid)
        self.device = "%d,%d" % (entry.devmajor, entry.devminor) if self.kind in ("char", "block") else ""
        self.target = entry.linkname if self.kind == "link" else ""
        self.size = entry.size if self.kind == "file" else 0
        self.digest = hashlib.sha256(content).hexdigest()[:16] if self.kind == "file" else ""
        self.time = int(entry.mtime // 1)
        prefix = "SCHILY.xattr."
        self.attributes = {key[len(prefix):]: value.encode("utf-8", "surrogateescape").hex()
                           for key, value in entry.pax_headers.items() if key.startswith(prefix)}

    def __str__(self):
        words = [self.kind, self.mode, self.owner]
        if self.kind == "file":
            words += [str(self.size), self.digest]
        words += [word for word in ("-> " + self.target if self.kind == "link" else "", self.device) if word]
        if len(self.paths) > 1:
            words.append("same as " + min(self.paths))
        words += ["%s=%s" % pair for pair in sorted(self.attributes.items())]
        return " ".join(words)


def clean(name):
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise SystemExit("an entry leads out of its layer: " + name)
    return "/".join(parts)


def remove(tree, path, keep=False):
    for other in [other for other in tree if other.startswith(path + "/") or path == "" and other != "" or (other == path and not keep)]:
        del tree[other]


def apply(tree, layer):
    entries = []
    with tarfile.open(fileobj=io.BytesIO(layer), errors="surrogateescape", encoding="utf-8") as tar:
        for entry in tar:
            entries.append((clean(entry.name), entry, tar.extractfile(entry).read() if entry.isreg() else b""))
    # A whiteout is about the layers below, wherever it stands in its own.
    for path, _, _ in entries:
        folder, _, name = path.rpartition("/")
        if name == ".wh..wh..opq":
            remove(tree, folder, keep=True)
        elif name.startswith(".wh."):
            remove(tree, (folder + "/" if folder else "") + name[4:])
    for path, entry, content in entries:
        if path.rpartition("/")[2].startswith(".wh."):
            continue
        folder = path.rpartition("/")[0]
        if folder and (folder not in tree or tree[folder].kind != "folder"):
            raise SystemExit("an entry stands before its folder: " + path)
        if entry.type == tarfile.LNKTYPE:
            tree[path] = tree[clean(entry.linkname)]
            continue
        node = Node(entry, content)
        if node.kind != "folder" or path in tree and tree[path].kind != "folder":
            remove(tree, path)
        tree[path] = node


def read(archive):
    with tarfile.open(archive) as tar:
        blob = lambda digest: tar.extractfile("blobs/" + digest.replace(":", "/")).read()
        document = json.loads(tar.extractfile("index.json").read())
        while "manifests" in document:
            document = json.loads(blob(document["manifests"][0]["digest"]))
        config = json.loads(blob(document["config"]["digest"]))
        tree = {}
        diffs = []
        for layer in document["layers"] or []:
            data = blob(layer["digest"])
            assert len(data) == layer["size"] and "sha256:" + hashlib.sha256(data).hexdigest() == layer["digest"], layer
            data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
            diffs.append("sha256:" + hashlib.sha256(data).hexdigest())
            apply(tree, data)
    assert diffs == (config["rootfs"].get("diff_ids") or []), "the layers are not those that the configuration names"
    for path, node in tree.items():
        node.paths.append(path)
    history = config.pop("history", [])
    for word in ("created", "rootfs"):
        config.pop(word, None)
    facts = {"layers": str(len(diffs))}
    spread(facts, "config", config)
    for index, entry in enumerate(history):
        facts["history %02d" % index] = ("- " if entry.get("empty_layer") else "+ ") + " | ".join(entry.get(word, "") for word in ("created_by", "comment", "author"))
    for path, node in sorted(tree.items()):
        facts[printable("tree /" + path)] = printable(str(node))
        facts[printable(("folder-time /" if node.kind == "folder" else "time /") + path)] = str(node.time)
    return facts


def spread(facts, name, value):
    if isinstance(value, dict) and value:
        for key in sorted(value):
            spread(facts, name + "." + key, value[key])
    else:
        facts[name] = json.dumps(value)


def printable(text):
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


print(json.dumps([read(archive) for archive in sys.argv[1:]]))
