// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>What an ordinary user builds is what root builds, to the last bit.</summary>
public sealed class SameImageTests : IAsyncLifetime
{
    private const string Epoch = "1700000000";

    // cap_net_raw+ep, in the form that knows no user namespaces.
    private static readonly byte[] Capability = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly InstalledProgram _root = new();
    private TestUser? _user;

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        Needs.Tool("busybox");
        _user = await TestUser.CreateAsync();
        _root.Variables["SOURCE_DATE_EPOCH"] = _user.Variables["SOURCE_DATE_EPOCH"] = Epoch;
    }

    public async ValueTask DisposeAsync()
    {
        await _root.DisposeAsync();
        if (_user is not null)
            await _user.DisposeAsync();
    }

    [Fact]
    public async Task An_image_with_owners_capabilities_links_devices_of_overlays_and_secrets_has_one_digest_whoever_builds_it()
    {
        var context = await MakeContextAsync();
        string[] build = ["build", "--quiet", "--build-arg", "SOURCE_DATE_EPOCH", "--secret", $"id=token,src={context}/token", "-t", "test/app:1", context];
        (await _root.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
        (await _user!.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();

        var byRoot = (await _root.RunAsync(build)).ShouldSucceed().Output;
        var byUser = (await _user.RunAsync(build)).ShouldSucceed().Output;

        byUser.ShouldBe(byRoot);
        byUser.ShouldStartWith("sha256:");
        // And it holds what it is about, in the eyes of GNU tar.
        var listing = string.Join(' ', (await ListLayersAsync()).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        listing.ShouldContain("x: 20 security.capability", Case.Sensitive);
        listing.ShouldContain("srv/.wh.gone", Case.Sensitive);
        listing.ShouldContain("opt/data/.wh..wh..opq", Case.Sensitive);
        listing.ShouldContain("-rwsr-xr-x 0/0", Case.Sensitive);
        listing.ShouldContain("33/33", Case.Sensitive);
        listing.ShouldContain("65534/65534", Case.Sensitive);
        listing.ShouldContain("link to srv/tree/a", Case.Sensitive);
        listing.ShouldContain("prw-r--r-- 0/0", Case.Sensitive);
    }

    private async Task<string> MakeContextAsync()
    {
        const string dockerfile = """
            FROM test/base:1 AS first
            RUN mkdir -p /opt/data/deep /srv && echo one > /opt/data/one && echo two > /opt/data/deep/two && echo x > /srv/gone && echo www:x:33:33:www:/srv:/bin/sh >> /etc/passwd
            FROM first
            WORKDIR /srv/app
            COPY --chown=33:33 tree /srv/tree
            COPY --chmod=4755 tree/a /srv/setuid
            COPY --chown=65534:65534 tree/a /srv/nobodys
            ADD capped.tar /srv/
            COPY --from=first /opt/data /copied
            RUN rm -r /opt/data /srv/gone && mkdir /opt/data && echo new > /opt/data/new && touch -d @1600000000 /srv/capped && mkfifo /srv/fifo
            RUN --mount=type=cache,target=/c --mount=type=tmpfs,target=/t --mount=type=bind,source=tree,target=/b,rw --mount=type=secret,id=token \
                test "$(cat /run/secrets/token)" = s3cret && touch /c/x /t/x /b/x && ls /b > /srv/list && chown 33:33 /srv/list && cp /bin/busybox /srv/su && chmod 4755 /srv/su
            RUN --network=none ls /sys/class/net > /srv/interfaces
            USER www
            RUN id > /tmp/me && touch /tmp/mine
            ENV A=b
            LABEL x=y
            EXPOSE 80
            CMD ["sh"]
            """;
        var context = _user!.WriteContext(("Dockerfile", dockerfile), ("tree/a", "a"), ("tree/sub/b", "b"), ("capped", "program"), ("token", "s3cret"));
        LinuxFile.CreateHardLink($"{context}/tree/linked", $"{context}/tree/a");
        LinuxFile.SetAttribute($"{context}/capped", "security.capability", Capability);
        // COPY of a context takes no attributes along, as with BuildKit; an archive has its own.
        var tar = new Command(Needs.Tool("tar"), ["--xattrs", "--xattrs-include=*", "-C", context, "-cf", $"{context}/capped.tar", "capped"]);
        (await tar.RunAsync(TestContext.Current.CancellationToken)).EnsureSuccess();
        return context;
    }

    private async Task<string> ListLayersAsync()
    {
        var store = OciLayout.Open($"{_user!.SlipwayHome}/store");
        var image = store.ReadImage(store.Resolve(ImageReference.Parse("test/app:1"))!, Platform.Host)!;
        var listing = "";
        foreach (var layer in image.Layers)
        {
            var blob = $"{_user.SlipwayHome}/store/blobs/sha256/{layer.Digest.Hex}";
            listing += (await new Command(Needs.Tool("tar"), ["--numeric-owner", "--xattrs", "--xattrs-include=*", "-tvvzf", blob]).RunAsync(TestContext.Current.CancellationToken)).EnsureSuccess().OutputText;
        }
        return listing;
    }
}
