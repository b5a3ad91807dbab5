// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>What each library shows changes on purpose or not at all.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [MemberData(nameof(ArrowTests.Projects), MemberType = typeof(ArrowTests))]
    public void The_public_surface_is_the_one_agreed_on(string project) =>
        Snapshot.Matches(PublicApi.Describe(Assembly.Load($"Slipway.{project}")), $"Slipway.{project}.txt");
}
