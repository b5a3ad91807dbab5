// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>Rows for stages, contexts and targets.</summary>
internal static class StageRows
{
    public static IReadOnlyList<EqualityRow> All { get; } =
    [
        new("stages", "stages by name and by number", """
            FROM equal/base:1 AS Build
            RUN echo made > /made
            FROM equal/base:1
            RUN echo second > /second
            FROM scratch
            COPY --from=build /made /a
            COPY --from=BUILD /made /b
            COPY --from=1 /second /c
            COPY --from=equal/base:1 /etc/passwd /d
            """),
        new("stage-on-stage", "a stage on another has its files, configuration and history", """
            FROM equal/configured:1 AS one
            ENV A=1
            RUN true
            USER 7
            FROM one AS two
            LABEL two=2
            FROM two
            CMD ["last"]
            """),
        new("stage-target", "the stage that is asked for, in any case", """
            FROM equal/base:1 AS first
            ENV A=1
            FROM first AS Second
            ENV A=2
            FROM no/such/image:1 AS third
            RUN false
            """) { Stage = "sECOND" },
        new("stage-unused", "a stage that nobody asks for is not looked at", """
            FROM no/such/image:1 AS unused
            RUN false
            FROM equal/base:1
            ENV A=1
            """),
        new("stage-same-name", "of two stages with a name the later counts", """
            FROM equal/base:1 AS one
            RUN echo 1 > /number
            FROM equal/base:1 AS one
            RUN echo 2 > /number
            FROM scratch
            COPY --from=one /number /
            """),
        new("stage-names", "names with every character that they may have", """
            FROM equal/base:1 AS a-b_c.d9
            RUN echo x > /x
            FROM a-b_c.d9
            COPY --from=a-b_c.d9 /x /y
            """),
        new("from-platform", "--platform in words of its own", """
            FROM --platform=linux/amd64 equal/base:1
            ENV A=1
            """),
        new("from-scratch", "an image of nothing", """
            FROM scratch
            LABEL a=1
            """),
        new("from-scratch-settings", "what a scratch image begins with", """
            FROM scratch
            ENV A=1
            WORKDIR /w
            COPY f .
            USER 5
            """),
        new("from-configured", "a base with every setting", """
            FROM equal/configured:1
            ENV A=1
            """),
        new("from-bare", "a base without any setting", """
            FROM equal/bare:1
            RUN busybox true
            """),
        new("from-nothing-more", "FROM alone", "FROM equal/configured:1\n"),
        new("onbuild-image", "triggers of a base run, once", """
            FROM equal/triggering:1 AS child
            ENV AFTER=1
            FROM child
            ENV GRANDCHILD=1
            """),
        new("onbuild-stage", "triggers of a stage of the same file", """
            FROM equal/base:1 AS parent
            ONBUILD RUN --mount=target=/m cat /m/g > /mounted
            ONBUILD ENV A=$B
            ONBUILD ARG B=later
            FROM parent
            ENV C=$B
            """),
        new("onbuild-kept", "triggers are kept as text", """
            FROM equal/base:1
            ONBUILD   RUN   echo   a  b
            ONBUILD COPY . /x
            onbuild env A=1
            ONBUILD CMD ["a", "b"]
            """),
        new("context-folder", "a named context that is a folder, with its own ignore file", """
            FROM equal/base:1
            COPY --from=more . /all/
            COPY --from=more o /one
            RUN --mount=from=more,target=/m ls /m > /list
            """) { Contexts = new() { ["more"] = EqualityContext.Other } },
        new("context-replaces-stage", "a named context takes the place of a stage", """
            FROM equal/base:1 AS part
            RUN false
            FROM equal/base:1
            COPY --from=part o /o
            """) { Contexts = new() { ["part"] = EqualityContext.Other } },
        new("context-replaces-image", "a named context takes the place of an image", """
            FROM no/such/image:1
            COPY --from=another/one f /f
            """) { Contexts = new() { ["no/such/image:1"] = "docker-image://equal/configured:1", ["another/one"] = EqualityContext.Other } },
        new("context-as-base", "a folder as a base", """
            FROM files
            ENV A=1
            """) { Contexts = new() { ["files"] = EqualityContext.Other }, Exceptions = [MeantDifferences.HistoryOfFolders] },
    ];
}
