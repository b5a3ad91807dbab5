// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>Rows for the instructions that change settings.</summary>
internal static class SettingRows
{
    public static IReadOnlyList<EqualityRow> All { get; } =
    [
        new("env", "ENV in both forms", """
            FROM equal/base:1
            ENV A=1 B="two words" C='three' D=a\ b E= F=""
            ENV OLD form of   a value "quoted"
            ENV A=again
            ENV PATH=/x:$PATH
            ENV lower=case UPPER=CASE _x=1 with.dot=2
            """),
        new("label", "LABEL in both forms, and labels from outside last", """
            FROM equal/configured:1
            LABEL a=1 "b c"="d e" z=2
            LABEL old form
            LABEL multi="one\
            two"
            LABEL empty=
            """) { Labels = new() { ["outside"] = "1", ["a"] = "over" } },
        new("maintainer", "MAINTAINER is the author", """
            FROM equal/base:1
            MAINTAINER Some One <one@example.com>
            ENV A=1
            RUN true
            """),
        new("expose", "EXPOSE, with ranges, protocols and doubles", """
            FROM equal/configured:1
            EXPOSE 80 443/TCP 53/udp 53/tcp 9000-9003/sctp
            EXPOSE 80/tcp 8080
            """),
        new("volume", "VOLUME in both forms", """
            FROM equal/configured:1
            VOLUME /a /b
            VOLUME ["/c", "/d e"]
            VOLUME relative
            USER 0
            RUN mkdir -p /a && echo kept > /a/kept
            """),
        new("user", "USER in every form", """
            FROM equal/base:1
            USER app
            RUN id -u > /tmp/a; id -g >> /tmp/a
            USER 1000:50
            RUN id -u > /tmp/b; id -g >> /tmp/b
            USER 4242
            RUN id -u > /tmp/c; id -g >> /tmp/c
            USER app:staff
            RUN id -u > /tmp/d; id -g >> /tmp/d
            USER 0
            """),
        new("workdir", "WORKDIR makes folders, and joins relative ones", """
            FROM equal/base:1
            WORKDIR /a/b
            WORKDIR c/../d
            WORKDIR ./e/
            RUN pwd > /tmp/pwd
            WORKDIR /
            WORKDIR /etc
            """),
        new("workdir-user", "WORKDIR belongs to the user", """
            FROM equal/base:1
            USER app
            WORKDIR /mine/too
            USER 5:6
            WORKDIR /numbers
            USER 7
            WORKDIR seven
            WORKDIR /home/app
            """),
        new("workdir-empty", "WORKDIR of nothing", """
            FROM equal/base:1
            WORKDIR /a
            WORKDIR $NOTHING
            COPY f .
            """),
        new("workdir-link", "WORKDIR through links", """
            FROM equal/base:1
            RUN ln -s /real /link && ln -s /nowhere/yet /dangling && mkdir /real
            WORKDIR /link/sub
            WORKDIR /dangling/sub
            RUN touch here
            """),
        new("workdir-base", "a base's folder counts for relative ones", """
            FROM equal/configured:1
            WORKDIR sub
            COPY f .
            """),
        new("cmd", "CMD in both forms; the last counts", """
            FROM equal/configured:1
            CMD echo one
            CMD ["two", "words"]
            """),
        new("cmd-shell", "CMD for the shell", """
            FROM equal/base:1
            CMD echo "one" && echo $TWO \
              three
            """),
        new("cmd-empty", "an empty CMD", """
            FROM equal/configured:1
            CMD []
            """),
        new("entrypoint-clears", "ENTRYPOINT clears a command that was inherited", """
            FROM equal/configured:1
            ENTRYPOINT ["x"]
            """),
        new("entrypoint-keeps", "and keeps one of its own stage", """
            FROM equal/configured:1
            CMD ["mine"]
            ENTRYPOINT x y
            """),
        new("entrypoint-inherited-stage", "a command of the stage before is inherited", """
            FROM equal/base:1 AS one
            CMD ["mine"]
            FROM one
            ENTRYPOINT ["x"]
            """),
        new("entrypoint-empty", "an empty ENTRYPOINT", """
            FROM equal/configured:1
            ENTRYPOINT []
            """),
        new("shell", "SHELL counts for what follows", """
            FROM equal/base:1
            RUN echo $0 > /one
            SHELL ["/bin/busybox", "sh", "-e", "-c"]
            RUN echo $0 > /two
            CMD a b
            ENTRYPOINT c d
            HEALTHCHECK CMD e f
            SHELL ["/bin/sh", "-c"]
            """),
        new("stopsignal", "STOPSIGNAL by name", """
            FROM equal/base:1
            STOPSIGNAL SIGRTMIN+3
            """),
        new("stopsignal-number", "STOPSIGNAL by number", """
            FROM equal/base:1
            STOPSIGNAL 9
            """),
        new("stopsignal-short", "STOPSIGNAL without SIG", """
            FROM equal/base:1
            STOPSIGNAL kill
            """),
        new("healthcheck", "HEALTHCHECK with every flag", """
            FROM equal/base:1
            HEALTHCHECK --interval=1m30s --timeout=500ms --start-period=2h --start-interval=5s --retries=7 CMD curl -f "http://localhost/" || exit 1
            """),
        new("healthcheck-exec", "HEALTHCHECK in exec form", """
            FROM equal/base:1
            HEALTHCHECK --retries=0 --interval=0 CMD ["/bin/true", "a b"]
            """),
        new("healthcheck-none", "HEALTHCHECK NONE", """
            FROM equal/configured:1
            HEALTHCHECK none
            """),
        new("healthcheck-words", "HEALTHCHECK in lower case, over several lines", """
            FROM equal/configured:1
            HEALTHCHECK --timeout=1.5s \
                cmd echo a \
                  b
            """),
    ];
}
