// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

/// <summary>The engine is found where Docker's own command finds it.</summary>
public sealed class DockerHostTests
{
    [Fact]
    public void The_variable_comes_first_and_the_usual_socket_last()
    {
        using var folder = new TempFolder();
        Find(folder, ("DOCKER_HOST", "unix:///x.sock"), ("DOCKER_CONTEXT", "other")).ShouldBe("unix:///x.sock");
        Find(folder).ShouldBe("unix:///var/run/docker.sock");
        Find(folder, ("DOCKER_CONTEXT", "default")).ShouldBe("unix:///var/run/docker.sock");
    }

    [Fact]
    public void A_context_is_found_by_its_name_or_by_the_configuration()
    {
        using var folder = new TempFolder();
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("mine")));
        folder.Write($".docker/contexts/meta/{digest}/meta.json", """{"Name":"mine","Endpoints":{"docker":{"Host":"unix:///mine.sock"}}}""");

        Find(folder, ("DOCKER_CONTEXT", "mine")).ShouldBe("unix:///mine.sock");
        folder.Write(".docker/config.json", """{"currentContext":"mine"}""");
        Find(folder).ShouldBe("unix:///mine.sock");
        Find(folder, ("DOCKER_CONTEXT", "gone")).ShouldBe("context://gone");
    }

    private static string Find(TempFolder home, params (string Name, string Value)[] variables)
    {
        var all = variables.Append(("HOME", home.Path)).ToDictionary(pair => pair.Item1, pair => pair.Item2);
        return DockerHost.Find(name => all.GetValueOrDefault(name));
    }
}
