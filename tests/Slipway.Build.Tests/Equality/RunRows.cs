// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>Rows for RUN. What a step sees goes into a file, so that it is compared.</summary>
internal static class RunRows
{
    public static IReadOnlyList<EqualityRow> All { get; } =
    [
        new("run-forms", "RUN in both forms", """
            FROM equal/base:1
            RUN echo "shell  form" > /a
            RUN ["/bin/sh", "-c", "echo exec  form > /b"]
            RUN ["/bin/touch", "/$HOME"]
            """),
        new("run-nothing", "a step that changes nothing has a layer", """
            FROM equal/base:1
            RUN true
            RUN echo to nowhere
            """),
        new("run-changes", "every kind of change", """
            FROM equal/base:1
            RUN mkdir /d && echo a > /d/a && echo b > /d/b && ln /d/a /d/hard && ln -s a /d/soft && busybox mkfifo /d/fifo && chmod 4755 /d/b && chown 7:8 /d/a
            RUN rm /d/b && chmod 700 /d && chown 9 /d
            RUN rm -r /d && mkdir /d && echo new > /d/new
            RUN rm -r /d && echo file > /d
            RUN rm /d && mkdir -p /d/e/f && mv /d/e /moved
            RUN touch /moved/f/x && rm -r /home && ln -s tmp /home
            """),
        new("run-hostname", "what its machine is called", """
            FROM equal/base:1
            RUN busybox hostname > /name
            """) { Args = new() { ["BUILDKIT_SANDBOX_HOSTNAME"] = "elsewhere.example" } },
        new("run-unchanged", "what a step leaves as it was", """
            FROM equal/base:1
            RUN mkdir /d && echo a > /d/a && ln -s a /d/b
            RUN chmod 644 /d/a && chown -R 0:0 /d && touch -r /d/a /d/a && ln /d/a /d/c
            """),
        new("run-hard-links", "hard links to what lies below", """
            FROM equal/base:1
            RUN echo a > /a && ln /a /b
            RUN ln /a /c
            RUN echo more >> /b
            """),
        new("run-environment", "what a step's environment holds", """
            FROM equal/configured:1
            ARG A=arg
            ENV E=env
            USER root
            RUN env | sort > /environment; pwd > /folder; id > /who; cat /proc/self/status | grep -E '^(Cap|NoNew|Seccomp:|Groups)' > /status; umask > /umask
            """),
        new("run-user-home", "HOME is the user's", """
            FROM equal/base:1
            RUN echo $HOME > /tmp/root
            USER app
            RUN echo $HOME > /tmp/app; id > /tmp/app-id
            USER 4242
            RUN echo $HOME > /tmp/unknown; id > /tmp/unknown-id
            ENV HOME=/mine
            RUN echo $HOME > /tmp/own
            """),
        new("run-devices", "what /dev and /proc hold", """
            FROM equal/base:1
            RUN ls /dev | grep -vE '^(console)$' > /devices; stat -c '%A %t %T' /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty > /numbers; ls -d /proc/sys /dev/pts /dev/shm /dev/mqueue /sys/kernel > /folders
            """),
        new("run-network", "--network in every word", """
            FROM equal/base:1
            RUN --network=none busybox ip -o link | wc -l > /none
            RUN --network=default true
            """),
        new("run-stdin-closed", "a step reads nothing", """
            FROM equal/base:1
            RUN cat > /read; echo $? > /code
            """),
        new("run-hosts-not-kept", "generated files are no part of the image", """
            FROM equal/base:1
            RUN cat /etc/hosts /etc/resolv.conf > /dev/null && test -s /etc/hosts
            RUN echo x 2> /dev/null >> /etc/hosts; echo $? > /hosts; echo x 2> /dev/null >> /etc/resolv.conf; echo $? > /resolver
            RUN rm /etc/hostname; busybox hostname > /name
            """),
        new("run-without-folders", "folders that are made to mount on", """
            FROM scratch
            COPY --from=equal/base:1 /bin /bin
            RUN echo x > /x
            """),
        new("mount-bind", "a bind mount of the context, of a stage and of an image", """
            FROM equal/base:1 AS part
            RUN echo part > /part
            FROM equal/base:1
            WORKDIR /w
            RUN --mount=target=/c cat /c/g /c/d/q/f > /a; ls -a /c | sort > /names
            RUN --mount=type=bind,source=d,target=rel cat rel/one > /b
            RUN --mount=type=bind,from=part,src=/part,dst=/p cat /p > /c-part
            RUN --mount=from=equal/base:1,source=/etc,destination=/e,ro cat /e/passwd > /d
            RUN --mount=type=bind,source=g,target=/file cat /file > /e
            """),
        new("mount-bind-writes", "a bind mount is read-only, or what is written is dropped", """
            FROM equal/base:1
            RUN --mount=target=/c sh -c 'echo x > /c/new' 2> /dev/null; echo $? > /readonly
            RUN --mount=target=/c,rw echo x > /c/new && cat /c/new > /written && rm /c/f && echo more >> /c/g && wc -l < /c/g > /lines
            RUN --mount=target=/c,readwrite ls /c/new 2> /dev/null; echo $? > /gone
            RUN --mount=target=/c,readonly=false touch /c/q
            """),
        new("mount-stubs", "what a mount was put on is gone afterwards", """
            FROM equal/base:1
            RUN --mount=target=/new/folder --mount=type=tmpfs,target=/t1/t2 --mount=type=cache,target=/c1/c2 true
            RUN --mount=target=/etc/passwd-here,source=g cat /etc/passwd-here > /read
            """),
        new("mount-tmpfs", "tmpfs, with a size", """
            FROM equal/base:1
            RUN --mount=type=tmpfs,target=/t echo x > /t/x && stat -c '%a %u' /t > /stat
            RUN --mount=type=tmpfs,target=/t,size=1m busybox dd if=/dev/zero of=/t/x bs=1k count=2000 2> /dev/null; echo $? > /code
            RUN --mount=type=tmpfs,target=/etc ls /etc | wc -l > /count
            WORKDIR /work/here
            RUN --mount=type=tmpfs touch /work/here/x; ls -a /work/here > /listed
            """),
        new("mount-cache", "a cache is kept between steps and is no part of the image", """
            FROM equal/base:1
            RUN --mount=type=cache,target=/cache echo x > /cache/x; stat -c '%a %u %g' /cache > /stat
            RUN --mount=type=cache,target=/cache cat /cache/x > /again
            RUN --mount=type=cache,id=equality-two,target=/elsewhere,mode=0700,uid=5,gid=6 stat -c '%a %u %g' /elsewhere > /two
            RUN --mount=type=cache,id=/cache,target=/by-id ls /by-id > /by-id-list
            RUN --mount=type=cache,id=equality-seeded,from=equal/base:1,source=/etc,target=/seeded ls /seeded | sort > /seeded-list
            RUN --mount=type=cache,id=equality-ro,target=/r,ro sh -c 'echo x > /r/x' 2> /dev/null; echo $? > /ro
            RUN --mount=type=cache,id=equality-l,target=/l,sharing=locked echo x > /l/x
            RUN --mount=type=cache,id=equality-l,target=/l,sharing=private ls /l > /private
            """) { Args = new() { ["BUILDKIT_CACHE_MOUNT_NS"] = "equality" } },
        new("mount-secret", "secrets, as files", """
            FROM equal/base:1
            RUN --mount=type=secret,id=token cat /run/secrets/token > /a; stat -c '%a %u %g' /run/secrets/token > /b
            RUN --mount=type=secret,id=token,target=/etc/token,uid=5,gid=6,mode=0444 cat /etc/token > /c; stat -c '%a %u %g' /etc/token > /d
            RUN --mount=type=secret,id=missing ls /run/secrets 2> /dev/null; echo $? > /e
            RUN --mount=type=secret,source=token,required=true cat /run/secrets/token > /f
            RUN --mount=type=secret,target=/x/token cat /x/token > /g
            """) { Secrets = new() { ["token"] = "hush" } },
    ];
}
