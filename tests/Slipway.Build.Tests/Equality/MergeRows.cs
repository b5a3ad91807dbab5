// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>Rows for what COPY does with what is there already.</summary>
internal static class MergeRows
{
    public static IReadOnlyList<EqualityRow> All { get; } =
    [
        new("merge-folder", "a folder onto one keeps the top's metadata and overwrites those below", """
            FROM equal/base:1
            RUN mkdir -p /x/q /x/hollow && chmod 700 /x /x/q && chown 5:6 /x /x/q && echo kept > /x/kept && echo kept > /x/q/kept && echo old > /x/one
            COPY d /x
            COPY d/ /x/
            """),
        new("merge-folder-chown", "with an owner", """
            FROM equal/base:1
            RUN mkdir -p /x/q && chmod 700 /x /x/q && chown 5:6 /x /x/q
            COPY --chown=7:8 d /x
            """),
        new("merge-folder-chmod", "with a mode", """
            FROM equal/base:1
            RUN mkdir -p /x/q && chmod 700 /x /x/q && chown 5:6 /x /x/q
            COPY --chmod=750 d /x
            """),
        new("merge-parents", "folders above that are there are left alone", """
            FROM equal/base:1
            RUN mkdir -p /x/y && chmod 711 /x /x/y && chown 5:6 /x
            COPY --chown=9 --chmod=700 f /x/y/z/f
            """) { Exceptions = [MeantDifferences.ModesOfMadeFolders] },
        new("merge-link-destination", "links in the destination are followed within the image", """
            FROM equal/base:1
            RUN mkdir /real && ln -s /real /link && ln -s ../../../real /up && ln -s nowhere /dangling && ln -s /etc/passwd /file && ln -s /real /real/loop
            COPY f /link/
            COPY g /link
            COPY d /up
            COPY f /dangling
            COPY g /file
            COPY f /real/loop/loop/x
            """),
        new("merge-file-over", "a file over a file and over links", """
            FROM equal/base:1
            RUN mkdir /x && echo old > /x/f && ln -s /etc/passwd /x/g && chmod 600 /x/f && chown 5 /x/f && ln -s /nowhere /x/script.sh
            COPY f g script.sh /x/
            """),
        new("merge-nested-link", "a link below the destination is replaced, never written through", """
            FROM equal/base:1
            RUN mkdir /x && ln -s /etc/passwd /x/one && ln -s /etc /x/dangling && echo outside > /outside && ln /outside /x/two.log
            COPY d/one d/two.log /x/
            """),
        new("merge-hard-linked", "a file that is linked elsewhere is replaced alone", """
            FROM equal/base:1
            RUN echo a > /a && ln /a /b
            COPY f /b
            """),
        new("merge-twice", "the later source wins", """
            FROM equal/base:1
            COPY f d/q/f /x/
            COPY d deep /y/
            """),
        new("merge-layers", "over several layers", """
            FROM equal/base:1
            COPY d /x
            RUN rm -r /x/q && touch /x/q
            RUN rm /x/q
            COPY d /x
            RUN rm -r /x
            COPY d/q /x
            """),
        new("merge-deleted", "into a folder that was deleted and made again", """
            FROM equal/base:1
            COPY d /x
            RUN rm -r /x && mkdir /x
            COPY f /x/
            """),
        new("merge-times", "the times of folders", """
            FROM equal/base:1
            COPY d /x/y/z
            COPY f /x/y/
            COPY f /tmp/f
            COPY nothing /x
            """),
        new("merge-scratch", "onto nothing", """
            FROM scratch
            COPY d /x/y
            COPY f /
            COPY links /
            COPY --chown=5:6 g /z/
            """),
    ];
}
