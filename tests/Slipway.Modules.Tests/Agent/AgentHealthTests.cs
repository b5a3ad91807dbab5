// SPDX-License-Identifier: Apache-2.0
using System.Reflection;

namespace Slipway.Modules.Tests;

public sealed class AgentHealthTests
{
    [Fact]
    public void The_version_is_that_of_the_program() =>
        AgentHealth.OwnVersion.ShouldBe(typeof(AgentHealth).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
}
