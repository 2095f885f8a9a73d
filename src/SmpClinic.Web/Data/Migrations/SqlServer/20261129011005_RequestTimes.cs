using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SmpClinic.Web.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class RequestTimes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "WaitingList",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Reference = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: false),
                    ServiceId = table.Column<int>(type: "int", nullable: false),
                    PractitionerId = table.Column<int>(type: "int", nullable: true),
                    State = table.Column<int>(type: "int", nullable: false),
                    Days = table.Column<int>(type: "int", nullable: false),
                    EarliestTime = table.Column<TimeOnly>(type: "time", nullable: false),
                    LatestTime = table.Column<TimeOnly>(type: "time", nullable: false),
                    FirstDate = table.Column<DateOnly>(type: "date", nullable: false),
                    LastDate = table.Column<DateOnly>(type: "date", nullable: false),
                    ContactName = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    ContactEmail = table.Column<string>(type: "nvarchar(254)", maxLength: 254, nullable: false),
                    ContactEmailNormalised = table.Column<string>(type: "nvarchar(254)", maxLength: 254, nullable: false),
                    ContactPhone = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    ConsentTextVersion = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Since = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RestsUntil = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Unanswered = table.Column<int>(type: "int", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    AddedBy = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    AppointmentId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WaitingList", x => x.Id);
                    table.ForeignKey(
                        name: "FK_WaitingList_Resources_PractitionerId",
                        column: x => x.PractitionerId,
                        principalTable: "Resources",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_WaitingList_Services_ServiceId",
                        column: x => x.ServiceId,
                        principalTable: "Services",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "TimeOffers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AppointmentId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    WaitingEntryId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State = table.Column<int>(type: "int", nullable: false),
                    Words = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    Answer = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    MadeBy = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TimeOffers", x => x.Id);
                    table.ForeignKey(
                        name: "FK_TimeOffers_Appointments_AppointmentId",
                        column: x => x.AppointmentId,
                        principalTable: "Appointments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_TimeOffers_WaitingList_WaitingEntryId",
                        column: x => x.WaitingEntryId,
                        principalTable: "WaitingList",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "WaitingLinks",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "nchar(64)", fixedLength: true, maxLength: 64, nullable: false),
                    EntryId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WaitingLinks", x => x.Hash);
                    table.ForeignKey(
                        name: "FK_WaitingLinks_WaitingList_EntryId",
                        column: x => x.EntryId,
                        principalTable: "WaitingList",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "OfferedTimes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OfferId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Start = table.Column<DateTime>(type: "datetime2", nullable: false),
                    End = table.Column<DateTime>(type: "datetime2", nullable: false),
                    PractitionerId = table.Column<int>(type: "int", nullable: false),
                    RoomId = table.Column<int>(type: "int", nullable: true),
                    FirstCell = table.Column<int>(type: "int", nullable: false),
                    EndCell = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OfferedTimes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_OfferedTimes_Resources_PractitionerId",
                        column: x => x.PractitionerId,
                        principalTable: "Resources",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_OfferedTimes_TimeOffers_OfferId",
                        column: x => x.OfferId,
                        principalTable: "TimeOffers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_OfferedTimes_OfferId",
                table: "OfferedTimes",
                column: "OfferId");

            migrationBuilder.CreateIndex(
                name: "IX_OfferedTimes_PractitionerId",
                table: "OfferedTimes",
                column: "PractitionerId");

            migrationBuilder.CreateIndex(
                name: "IX_TimeOffers_AppointmentId",
                table: "TimeOffers",
                column: "AppointmentId");

            migrationBuilder.CreateIndex(
                name: "IX_TimeOffers_State_ExpiresAt",
                table: "TimeOffers",
                columns: new[] { "State", "ExpiresAt" });

            migrationBuilder.CreateIndex(
                name: "IX_TimeOffers_WaitingEntryId",
                table: "TimeOffers",
                column: "WaitingEntryId");

            migrationBuilder.CreateIndex(
                name: "IX_WaitingLinks_EntryId",
                table: "WaitingLinks",
                column: "EntryId");

            migrationBuilder.CreateIndex(
                name: "IX_WaitingList_ContactEmailNormalised",
                table: "WaitingList",
                column: "ContactEmailNormalised");

            migrationBuilder.CreateIndex(
                name: "IX_WaitingList_EndedAt",
                table: "WaitingList",
                column: "EndedAt");

            migrationBuilder.CreateIndex(
                name: "IX_WaitingList_PractitionerId",
                table: "WaitingList",
                column: "PractitionerId");

            migrationBuilder.CreateIndex(
                name: "IX_WaitingList_ServiceId",
                table: "WaitingList",
                column: "ServiceId");

            migrationBuilder.CreateIndex(
                name: "IX_WaitingList_State_LastDate",
                table: "WaitingList",
                columns: new[] { "State", "LastDate" });

            migrationBuilder.CreateIndex(
                name: "IX_WaitingList_State_Since",
                table: "WaitingList",
                columns: new[] { "State", "Since" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "OfferedTimes");

            migrationBuilder.DropTable(
                name: "WaitingLinks");

            migrationBuilder.DropTable(
                name: "TimeOffers");

            migrationBuilder.DropTable(
                name: "WaitingList");
        }
    }
}
