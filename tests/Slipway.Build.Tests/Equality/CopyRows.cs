// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>Rows for what COPY selects and what it carries along.</summary>
internal static class CopyRows
{
    public static IReadOnlyList<EqualityRow> All { get; } =
    [
        new("copy-file", "a file, to a name and into a folder", """
            FROM equal/base:1
            COPY f /a
            COPY f /b/
            COPY f /c/d/e
            COPY f /tmp
            COPY ["g", "/j s/o n"]
            WORKDIR /w
            COPY f .
            COPY f ./x
            COPY f y/
            COPY f g z/
            COPY f ..
            COPY f ../../up
            """),
        new("copy-folder", "a folder's contents, into what is there and what is not", """
            FROM equal/base:1
            COPY d /a
            COPY d/ /b/
            COPY d /tmp
            COPY d d/q /both
            COPY . /all/
            COPY nothing /nothing
            COPY d/. /dot
            COPY ./d/../d /round
            """),
        new("copy-root", "onto the root", """
            FROM equal/base:1
            COPY d /
            COPY f .
            """),
        new("copy-modes", "modes of files and folders", """
            FROM equal/base:1
            COPY modes /modes/
            COPY modes/setuid modes/nobody /single/
            COPY modes/d1777 /sticky
            """),
        new("copy-owners", "owners of the context are dropped", """
            FROM equal/base:1
            COPY owned /owned
            COPY owned/f /f
            """),
        new("copy-attributes", "attributes and capabilities", """
            FROM equal/base:1
            COPY attributes /attributes
            COPY attributes/able /able
            """),
        new("copy-links", "links as sources are followed, links within are kept", """
            FROM equal/base:1
            COPY d /d
            COPY d/to-file /file
            COPY d/to-folder /folder
            COPY to-d/one /one
            COPY to-d/to-folder/f /through
            COPY up absolute /clamped/
            COPY to-f to-d /both/
            COPY dangling /dangling
            """),
        new("copy-hard-links", "hard links stay linked", """
            FROM equal/base:1
            COPY links /links
            COPY links/first links/second /two/
            COPY links/sub links/first /three/
            """),
        new("copy-fifo", "FIFOs", """
            FROM equal/base:1
            COPY links/fifo /fifo
            """),
        new("copy-names", "odd names", """
            FROM equal/base:1
            COPY names /names
            COPY ["names/with space", "/a b"]
            COPY names/[[]b] /bracket
            COPY names/star\* names/-dash names/hash# names/..dots /more/
            """),
        new("copy-wildcards", "patterns", """
            FROM equal/base:1
            COPY many/*.txt /txt/
            COPY many/file?.md /one/
            COPY many/file1[0-1].* /class/
            COPY many/file[^1-9].txt /not/
            COPY d/* /d/
            COPY d*/*/f /f/
            COPY [^d]* /all/
            COPY no*match f /some/
            COPY no*match /none/
            COPY .* /dots/
            COPY */deep /deep/
            """),
        new("copy-wildcard-folders", "folders that match are copied by their contents", """
            FROM equal/base:1
            COPY d[^a]* /d/
            COPY de?p/a /a/
            COPY deep/* /deep/
            COPY to-* /to/
            COPY d/to-f* /to-f/
            """),
        new("copy-clamped", "paths that lead out end at the root", """
            FROM equal/base:1
            COPY ../f /a
            COPY /f /b
            COPY ../../d/../f /c
            COPY / /all/
            """),
        new("copy-chown", "--chown in every form", """
            FROM equal/base:1
            COPY --chown=app f /a/name
            COPY --chown=app:staff f /a/both
            COPY --chown=:staff f /a/group
            COPY --chown=5 f /a/number
            COPY --chown=1000 f /a/known
            COPY --chown=5:6 f /a/numbers
            COPY --chown=app:7 f /a/mixed
            COPY --chown=8:staff f /a/mixed2
            COPY --chown=9:9 d /new/folders
            COPY --chown=app: f /a/colon
            COPY --chown=5: f /a/number-colon
            COPY --chown=app links /links
            """),
        new("copy-chown-destination", "--chown looks names up where it copies to", """
            FROM equal/base:1
            RUN echo 'late:x:77:88::/:/bin/sh' >> /etc/passwd && echo 'crew:x:99:' >> /etc/group
            COPY --chown=late f /a
            COPY --chown=late:crew --from=equal/base:1 /etc/passwd /b
            """),
        new("copy-chmod", "--chmod in octal", """
            FROM equal/base:1
            COPY --chmod=755 f /a
            COPY --chmod=0640 d /folder
            COPY --chmod=4755 f /setuid
            COPY --chmod=1777 d/q /sticky/q
            COPY --chmod=0 f /none
            COPY --chmod=600 --chown=app links /links
            COPY --chmod=700 f /new/folders/f
            COPY --chmod=500 to-f /to-f
            """) { Exceptions = [MeantDifferences.ModesOfMadeFolders] },
        new("copy-from-empty", "an empty --from is none", """
            FROM equal/base:1
            COPY --from= f /a
            """),
        new("copy-several-no-slash", "several sources to a destination that says of itself neither what it is nor is anything", """
            FROM equal/base:1
            COPY f /x
            COPY f g /x
            """),
        new("copy-from-attributes", "attributes of another stage", """
            FROM equal/base:1
            COPY --from=equal/configured:1 /with /with
            """) { Exceptions = [MeantDifferences.Attributes] },
        new("copy-from-owners", "owners of another stage are kept", """
            FROM equal/base:1 AS part
            RUN mkdir -p /src/sub && echo a > /src/a && echo b > /src/sub/b && chown 5:6 /src/a && chown -R 7:8 /src/sub && chown 9:9 /src && chmod 711 /src/sub && ln -s a /src/soft && chown -h 3:4 /src/soft
            FROM equal/base:1
            COPY --from=part /src /whole
            COPY --from=part /src/a /file
            COPY --from=part /src/sub /src/a /several/
            COPY --from=part --chown=1:2 /src /owned
            """),
        new("copy-from-special", "devices, FIFOs and set-uid files of another stage", """
            FROM equal/base:1 AS part
            RUN mkdir /src && busybox mknod /src/null c 1 3 && busybox mkfifo /src/fifo && echo x > /src/s && chmod 6755 /src/s && ln /src/s /src/t
            FROM equal/base:1
            COPY --from=part /src /dst
            """),
        new("copy-from-links", "links in another stage stay in it", """
            FROM equal/base:1 AS part
            RUN mkdir -p /a/b && echo x > /a/b/x && ln -s /a/b /abs && ln -s ../../../../a/b /a/out && ln -s b/x /a/file
            FROM equal/base:1
            COPY --from=part /abs/x /1
            COPY --from=part /a/out/x /2
            COPY --from=part /abs /3
            COPY --from=part /a/file /4
            COPY --from=part /a /5
            COPY --from=part ../../a/../a/b/x /6
            """),
        new("copy-from-whiteouts", "what a stage removed isn't copied", """
            FROM equal/base:1 AS part
            RUN mkdir /s && touch /s/a /s/b
            RUN rm /s/a && touch /s/c
            RUN rm -r /home
            FROM equal/base:1
            COPY --from=part /s /s
            COPY --from=part /etc /all-etc
            """),
        new("copy-link", "--link", """
            FROM equal/base:1
            RUN mkdir -m 711 /there && ln -s /there /to-there
            COPY --link f /there/f
            COPY --link d /there
            COPY --link --chown=5:6 f /new/place/
            COPY --link=true g .
            """),
    ];
}
