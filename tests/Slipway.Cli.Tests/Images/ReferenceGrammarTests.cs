// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Cli.Tests.Images;

/// <summary>Names that Docker accepts or refuses are accepted or refused here, and listed in the same form.</summary>
public sealed class ReferenceGrammarTests(DockerWithImage world) : IClassFixture<DockerWithImage>
{
    private static readonly string[] Names =
    [
        "app", "app:1", "team/app", "a/b/c/d:x", "library/app", "docker.io/app", "docker.io/library/app", "docker.io/team/app:2", "index.docker.io/app",
        "localhost/app", "localhost:5000/app", "localhost:5000", "127.0.0.1:5000/app", "[::1]:5000/app", "[2001:db8::1]/team/app:1", "host.example/app", "HOST.example/app",
        "Host:80/app", "host:123456/app", "host:/app", "host:port/app", "-host.x/app", "host-.x/app", "ho_st.x/app", "a.b/c", "a-.b/c", ".b/c",
        "App", "team/App", "team/app:UPPER.Case_1-2", "app:", "app:.x", "app:-x", "app:_x", "app:a/b", "app:a:b", "app: x", "app x", "app\tx", "",
        "a--b", "a---b", "a__b", "a___b", "a_b", "a.b", "a..b", "a-_b", "a_-b", "-a", "a-", "_a", "a_", ".a", "a.", "a/", "/a", "a//b", "a/-b", "a/b-", "a/.b",
        "ä/b", "a+b", "a~b", "a%20b", "http://a/b", "a@b", "0", "0/1:2", "1.2/3",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef:1",
        "team/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde",
        "app:" + new string('x', 128), "app:" + new string('x', 129), new string('a', 240), new string('a', 300), "h.x/" + new string('a', 251), "h.x/" + new string('a', 252),
        "app@sha256:0123", "app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "app:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "app@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
    ];

    [Fact]
    public async Task Docker_tags_what_is_a_name_here_and_lists_it_as_we_show_it()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var differing = new List<string>();
        foreach (var name in Names)
        {
            var isName = ImageReference.TryParse(name, out var reference, out var problem) && reference.Digest is null;
            var isDockers = (await world.Docker.TryAsync(["tag", "team/app:1.0", name], cancellation)).ExitCode == 0;
            if (isName != isDockers)
                differing.Add($"'{name}': {(isDockers ? "Docker takes it, " + problem : "Docker refuses it")}");
            else if (isName)
            {
                var listed = await world.Docker.RunAsync(["images", "--format", "{{.Repository}}:{{.Tag}}"], cancellation);
                if (!listed.Split('\n').Contains(reference!.WithDefaultTag().Familiar))
                    differing.Add($"'{name}' is listed in another form than '{reference.WithDefaultTag().Familiar}'");
                await world.Docker.RunAsync(["rmi", name], cancellation);
            }
            else
            {
                problem.Position.ShouldBeInRange(0, name.Length, name);
            }
        }
        // Docker 20.10 knows no addresses of IPv6; later versions do. And it takes a host that can't be one, 'ho_st.x', for a part of a repository of no registry at all.
        differing.Select(static name => name.Split('\'')[1]).ShouldBe(["[::1]:5000/app", "[2001:db8::1]/team/app:1", "ho_st.x/app"]);
    }
}
