// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class RegistrySettingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_registry_has_what_the_first_file_that_names_it_says()
    {
        var own = _folder.Write("own.json", """
            {
              // what a person writes
              "registries": { "docker.io": { "mirrors": ["mirror.example:5000/hub"] }, "plain.example:5000": { "insecure": true }, }
            }
            """);
        var machine = _folder.Write("machine.json", """{ "registries": { "docker.io": { "insecure": true }, "corp.example": { "authorities": ["corp.pem"], "certificate": "me.pem", "tokenHosts": ["login.example"] } } }""");

        var settings = RegistrySettings.Read([own, machine, _folder["absent.json"]], []);

        settings.Of("docker.io").Mirrors.ShouldBe(["mirror.example:5000/hub"]);
        settings.Of("registry-1.docker.io:443").Mirrors.ShouldBe(["mirror.example:5000/hub"]);
        settings.Of("docker.io").Insecure.ShouldBeFalse();
        settings.Of("plain.example:5000").Insecure.ShouldBeTrue();
        settings.Of("plain.example").Insecure.ShouldBeFalse();
        settings.Of("corp.example:443").Authorities.ShouldBe([_folder["corp.pem"]]);
        settings.Of("corp.example").Certificate.ShouldBe(_folder["me.pem"]);
        settings.Of("corp.example").TokenHosts.ShouldBe(["login.example"]);
    }

    [Fact]
    public void Certificates_are_found_where_Docker_and_podman_keep_them()
    {
        foreach (var file in new[] { "docker/certs.d/127.0.0.1:5000/ca.crt", "docker/certs.d/127.0.0.1:5000/me.cert", "docker/certs.d/127.0.0.1:5000/me.key", "containers/certs.d/127.0.0.1:5000/other.crt" })
            _folder.Write(file, "");

        var setting = RegistrySettings.From(name => name == "XDG_CONFIG_HOME" ? _folder.Path : null).Of("127.0.0.1:5000");

        setting.Authorities.ShouldBe([_folder["containers/certs.d/127.0.0.1:5000/other.crt"], _folder["docker/certs.d/127.0.0.1:5000/ca.crt"]]);
        (setting.Certificate, setting.Key).ShouldBe((_folder["docker/certs.d/127.0.0.1:5000/me.cert"], _folder["docker/certs.d/127.0.0.1:5000/me.key"]));
    }

    [Theory]
    [InlineData("""{ "registries": { "ghcr.io": { "mirors": [] } } }""", "mirors")]
    [InlineData("""{ "registries": { "https://ghcr.io": {} } }""", "'https://ghcr.io', which is no registry")]
    [InlineData("""{ "registries": { "ghcr.io": { "mirrors": ["http://x"] } } }""", "the mirror 'http://x' of 'ghcr.io'")]
    [InlineData("""{ "registries": { "ghcr.io": { "key": "me.key" } } }""", "the key 'me.key' of 'ghcr.io'")]
    [InlineData("registries:", "can't be read")]
    public void What_is_wrong_with_a_file_is_told_with_its_path(string content, string told)
    {
        var file = _folder.Write("registries.json", content);

        var problem = Should.Throw<FormatException>(() => RegistrySettings.Read([file], []));

        problem.Message.ShouldContain($"'{file}'");
        problem.Message.ShouldContain(told);
    }
}
