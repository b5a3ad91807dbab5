// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>Rows for variables and ARG.</summary>
internal static class ExpansionRows
{
    public static IReadOnlyList<EqualityRow> All { get; } =
    [
        new("expansion-modifiers", "every modifier", """
            FROM equal/base:1
            ENV V=a.b.c/d E=
            ENV A=$V B=${V} C=${V:-x} D=${U:-x} F=${E:-x} G=${E-x} H=${U-x} I=${V:+y} J=${E:+y} K=${E+y} L=${U+y}
            ENV M=${V#*.} N=${V##*.} O=${V%.*} P=${V%%.*} Q=${V/./_} R=${V//./_} S=${V/d/} T=${U:-${V:+nested}} W=${V:?never}
            ENV X=${V#a?b} Y=${V%/?} Z=${U-"quoted $V"} AA=${V/[b]/x} AB=${V//\//-}
            """),
        new("expansion-quotes", "quotes and escapes", """
            FROM equal/base:1
            ENV V=v
            ENV A='$V' B="$V" C=\$V D="\$V \"q\" \x" E='a\b' F=a\ b G="a'b" H='a"b' I=${V}w J=$V$V K=$$ L=$ M=${V}" and $V" N=\\
            LABEL "a $V"="b" c='d $V' e=f\ g
            """),
        new("expansion-before", "all of an instruction sees the variables from before it", """
            FROM equal/base:1
            ENV A=1
            ENV A=2 B=$A
            ENV C=$A
            ARG D=3
            ARG D=4 E=$D
            LABEL b=$B c=$C e=$E
            """),
        new("expansion-everywhere", "each instruction that expands", """
            ARG BASE=base
            ARG TAG=1
            FROM equal/${BASE}:$TAG AS one
            ARG U=app P=80 S=SIGINT W=/work V=/volume SRC=f DST=/dst
            ENV X=$U
            LABEL u=$U
            WORKDIR $W/sub
            WORKDIR ${X}
            EXPOSE $P ${P}81/udp
            VOLUME $V ${V}2
            VOLUME ["$V", "${V}3"]
            STOPSIGNAL $S
            COPY --chown=$U:${U} $SRC ${DST}/
            ADD $SRC $DST/added
            USER $U
            RUN --mount=type=tmpfs,target=$W/t test -d /work/t && echo $U > /tmp/u
            CMD echo $U
            ENTRYPOINT ["$U"]
            ONBUILD ENV Y=$U
            HEALTHCHECK CMD echo $U
            """),
        new("expansion-expose-words", "a variable of EXPOSE may hold several", """
            FROM equal/base:1
            ENV PORTS="80 443/udp"
            EXPOSE $PORTS 9000-9002
            """),
        new("args-global", "ARGs before FROM count in FROM lines and where they are declared again", """
            ARG A=global
            ARG B=$A-more
            ARG C
            FROM equal/base:1
            RUN echo "[$A][$B][$C]" > /none
            ARG A
            ARG B=own
            ARG C
            RUN echo "[$A][$B][$C]" > /some
            ENV SEEN=$A
            """) { Args = new() { ["C"] = "given" } },
        new("args-given", "values given from outside win over defaults", """
            ARG A=default
            FROM equal/base:1
            ARG A
            ARG B=default
            ARG UNUSED
            RUN echo "[$A][$B][$UNUSED]" > /out
            LABEL a=$A b=$B
            """) { Args = new() { ["A"] = "outside", ["B"] = "outside too" } },
        new("args-and-env", "an ENV wins over an ARG of its name", """
            FROM equal/base:1
            ENV A=env
            ARG A=arg
            RUN echo $A > /one
            ARG B=arg
            ENV B=env-$B
            RUN echo $B > /two
            LABEL a=$A b=$B
            """) { Args = new() { ["A"] = "outside", ["B"] = "outside" } },
        new("args-inherited", "a stage hands its ARGs to its children", """
            FROM equal/base:1 AS parent
            ARG A=parent
            ENV E=$A
            FROM parent
            RUN echo "[$A]" > /out
            LABEL a=$A
            ARG A=own
            RUN echo "[$A]" > /later
            """),
        new("args-several", "several ARGs in one instruction, with quotes", """
            FROM equal/base:1
            ARG A=1 B="two words" C D='$A'
            RUN echo "$A|$B|$C|$D" > /out
            """),
        new("args-platform", "platform ARGs, where they are declared", """
            FROM --platform=$BUILDPLATFORM equal/base:1
            RUN echo "[$TARGETARCH]" > /undeclared
            ARG TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT
            RUN echo "$TARGETPLATFORM $TARGETOS $TARGETARCH [$TARGETVARIANT] $BUILDPLATFORM $BUILDOS $BUILDARCH [$BUILDVARIANT]" > /declared
            LABEL arch=$TARGETARCH
            """),
        new("args-platform-given", "a platform ARG may be given", """
            FROM equal/base:1
            ARG TARGETARCH
            ARG TARGETSTAGE=own
            RUN echo "$TARGETARCH $TARGETSTAGE" > /out
            """) { Args = new() { ["TARGETARCH"] = "vax" } },
        new("args-proxy", "proxies reach steps and nothing that is kept", """
            FROM equal/base:1
            RUN env | grep -i -c 'proxy=' > /count; echo $HTTP_PROXY $no_proxy > /values
            """) { Args = new() { ["HTTP_PROXY"] = "http://proxy:1", ["no_proxy"] = "localhost" } },
        new("args-proxy-declared", "a declared proxy is an ARG as others", """
            FROM equal/base:1
            ARG HTTP_PROXY
            RUN echo $HTTP_PROXY > /value
            LABEL p=$HTTP_PROXY
            """) { Args = new() { ["HTTP_PROXY"] = "http://proxy:1" } },
        new("args-empty", "an empty value is a value", """
            FROM equal/base:1
            ARG A=default
            ARG B=
            RUN echo "[$A][$B][${A:-unset}][${B-unset}]" > /out
            """) { Args = new() { ["A"] = "" } },
    ];
}
