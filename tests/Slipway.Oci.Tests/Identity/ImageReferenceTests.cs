// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Tests;

public sealed class ImageReferenceTests
{
    private const string SomeDigest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("debian", "docker.io/library/debian", "debian")]
    [InlineData("debian:bookworm-slim", "docker.io/library/debian:bookworm-slim", "debian:bookworm-slim")]
    [InlineData("team/app", "docker.io/team/app", "team/app")]
    [InlineData("docker.io/debian", "docker.io/library/debian", "debian")]
    [InlineData("index.docker.io/library/debian:12", "docker.io/library/debian:12", "debian:12")]
    [InlineData("docker.io/library/a/b", "docker.io/library/a/b", "library/a/b")]
    [InlineData("localhost/app:1.0.0", "localhost/app:1.0.0", "localhost/app:1.0.0")]
    [InlineData("localhost:5000/team/app:1", "localhost:5000/team/app:1", "localhost:5000/team/app:1")]
    [InlineData("ghcr.io/yourusername/openhqm:latest-sqs", "ghcr.io/yourusername/openhqm:latest-sqs", "ghcr.io/yourusername/openhqm:latest-sqs")]
    [InlineData("[::1]:5000/app", "[::1]:5000/app", "[::1]:5000/app")]
    [InlineData("Host/app", "Host/app", "Host/app")]
    [InlineData("app@" + SomeDigest, "docker.io/library/app@" + SomeDigest, "app@" + SomeDigest)]
    [InlineData("app:1@" + SomeDigest, "docker.io/library/app:1@" + SomeDigest, "app:1@" + SomeDigest)]
    public void A_familiar_name_has_one_canonical_form(string text, string canonical, string familiar)
    {
        var reference = ImageReference.Parse(text);

        reference.ToString().ShouldBe(canonical);
        reference.Familiar.ShouldBe(familiar);
        ImageReference.Parse(canonical).ShouldBe(reference);
    }

    [Theory]
    [InlineData("", 0, "empty")]
    [InlineData("App", 0, "lower-case")]
    [InlineData("team/App:1", 5, "lower-case")]
    [InlineData("team/app:", 9, "tag after ':' is empty")]
    [InlineData("team/app:-x", 9, "not a tag")]
    [InlineData("team/app:1.0\n", 9, "not a tag")]
    [InlineData("team/app@sha256:abc", 9, "not a digest")]
    [InlineData("docker.io/../../x:1", 10, "not a repository name")]
    [InlineData("a@evil.com/x", 2, "not a digest")]
    [InlineData("exa mple.com/app", 0, "not a registry host")]
    [InlineData("ghcr.io/te$m/app", 10, "'$' does not belong")]
    [InlineData("ghcr.io//app", 8, "not a repository name")]
    [InlineData("team/-app", 0, "not a repository name")]
    [InlineData("ghcr.io/", 8, "name is empty")]
    public void A_problem_says_where_and_what(string text, int position, string message)
    {
        ImageReference.TryParse(text, out var reference, out var problem).ShouldBeFalse();

        reference.ShouldBeNull();
        problem.Message.ShouldContain(message);
        problem.Position.ShouldBe(position);
    }

    [Fact]
    public void A_name_longer_than_255_characters_is_refused()
    {
        ImageReference.TryParse("ghcr.io/" + new string('a', 247), out _, out _).ShouldBeTrue();
        ImageReference.TryParse("ghcr.io/" + new string('a', 248), out _, out var problem).ShouldBeFalse();
        problem.Message.ShouldContain("256 characters");
    }

    [Fact]
    public void A_port_is_not_a_tag()
    {
        var reference = ImageReference.Parse("localhost:5000/app");

        reference.Registry.ShouldBe("localhost:5000");
        reference.Tag.ShouldBeNull();
        reference.WithDefaultTag().ToString().ShouldBe("localhost:5000/app:latest");
    }
}
