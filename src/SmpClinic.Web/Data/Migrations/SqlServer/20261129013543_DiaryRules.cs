using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SmpClinic.Web.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class DiaryRules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Appointments_ServiceId",
                table: "Appointments");

            migrationBuilder.AddColumn<string>(
                name: "ClosedMessage",
                table: "Services",
                type: "nvarchar(300)",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "MostPerDay",
                table: "Services",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "MostPerWeek",
                table: "Services",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Equipment",
                table: "Resources",
                type: "nvarchar(300)",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RegisteredWith",
                table: "Resources",
                type: "nvarchar(120)",
                maxLength: 120,
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "RegistrationEnds",
                table: "Resources",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RegistrationNumber",
                table: "Resources",
                type: "nvarchar(60)",
                maxLength: 60,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Words",
                table: "Resources",
                type: "nvarchar(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "InAddition",
                table: "DatedHours",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "PractitionerRooms",
                columns: table => new
                {
                    PractitionersId = table.Column<int>(type: "int", nullable: false),
                    RoomsId = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PractitionerRooms", x => new { x.PractitionersId, x.RoomsId });
                    table.ForeignKey(
                        name: "FK_PractitionerRooms_Resources_PractitionersId",
                        column: x => x.PractitionersId,
                        principalTable: "Resources",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PractitionerRooms_Resources_RoomsId",
                        column: x => x.RoomsId,
                        principalTable: "Resources",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Appointments_ServiceId_Start",
                table: "Appointments",
                columns: new[] { "ServiceId", "Start" });

            migrationBuilder.CreateIndex(
                name: "IX_PractitionerRooms_RoomsId",
                table: "PractitionerRooms",
                column: "RoomsId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PractitionerRooms");

            migrationBuilder.DropIndex(
                name: "IX_Appointments_ServiceId_Start",
                table: "Appointments");

            migrationBuilder.DropColumn(
                name: "ClosedMessage",
                table: "Services");

            migrationBuilder.DropColumn(
                name: "MostPerDay",
                table: "Services");

            migrationBuilder.DropColumn(
                name: "MostPerWeek",
                table: "Services");

            migrationBuilder.DropColumn(
                name: "Equipment",
                table: "Resources");

            migrationBuilder.DropColumn(
                name: "RegisteredWith",
                table: "Resources");

            migrationBuilder.DropColumn(
                name: "RegistrationEnds",
                table: "Resources");

            migrationBuilder.DropColumn(
                name: "RegistrationNumber",
                table: "Resources");

            migrationBuilder.DropColumn(
                name: "Words",
                table: "Resources");

            migrationBuilder.DropColumn(
                name: "InAddition",
                table: "DatedHours");

            migrationBuilder.CreateIndex(
                name: "IX_Appointments_ServiceId",
                table: "Appointments",
                column: "ServiceId");
        }
    }
}
